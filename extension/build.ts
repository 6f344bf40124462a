/**
 * Bundles everything that users run: the supervision programs, the command, the extension. Each bundle is written into
 * a folder beside `dist` that is then renamed, so that a build killed half-way leaves the last whole one.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'

import { thirdPartyLicences } from './third-party-licences.ts'

const extension = import.meta.dirname
const root = join(extension, '..')
const supervision = join(extension, 'supervision')
const cli = join(extension, 'cli')
const lintServer = join(extension, 'lint-server')
const oldestNode = 'node20.19'

const common: BuildOptions = { bundle: true, platform: 'node', logLevel: 'warning', legalComments: 'eof', sourcemap: false }
// A CommonJS package inside an ES module bundle asks for `require`.
const requireBanner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

export async function buildAll(): Promise<void> {
  await buildSupervision()
  await buildCli()
  await buildLintServer()
  await buildExtension()
}

async function buildSupervision(): Promise<void> {
  await replaceDist(supervision, async (temporary) => {
    const program = (name: string): string => join(supervision, 'src', name, 'main.ts')
    const entryPoints = Object.fromEntries(['restarter', 'watchdog', 'checker', 'relay'].map((name) => [name, program(name)]))
    // V8 keeps the text of a program as long as that runs. Its names stay, so that a stack says where it was.
    const terse = { minifyWhitespace: true, minifySyntax: true } as const
    const options = { ...terse, format: 'esm', outExtension: { '.js': '.mjs' }, target: oldestNode } as const
    await build({ ...common, ...options, entryPoints, outdir: temporary, plugins: [usedPartsOfNode] })
    for (const helper of ['notify-receiver.pl', 'notify-receiver.py', 'notify-sender.pl', 'watchdog-times.pl']) {
      await cp(join(supervision, 'src', 'platform', helper), join(temporary, helper))
    }
    // The preload runs in the user's program, whatever its Node and module system.
    const preload = { heartbeat: program('heartbeat'), 'hang-watcher': join(supervision, 'src', 'heartbeat', 'hang', 'hang-watcher.ts') }
    const cjs = { format: 'cjs', outExtension: { '.js': '.cjs' }, target: 'node18' } as const
    await build({ ...common, ...cjs, entryPoints: preload, outdir: temporary })
  })
}

/**
 * Node's own modules by `process.getBuiltinModule`, and of them what is used. An `import` of one makes a variable of each of
 * its names, and for that loads every part of it that is else loaded when it is first asked for: 0.3 MB of a role's memory.
 */
const usedPartsOfNode: Plugin = {
  name: 'used-parts-of-node',
  setup(bundle) {
    bundle.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'node' }))
    bundle.onLoad({ filter: /^/, namespace: 'node' }, async ({ path }) => {
      const names = Object.keys(await import(path) as object).filter((name) => name !== 'default')
      const parts = names.map((name) => `export const ${name} = /* @__PURE__ */ part(${JSON.stringify(name)})`)
      return { contents: `const part = (name) => process.getBuiltinModule(${JSON.stringify(path)})[name]\n${parts.join('\n')}` }
    })
  },
}

async function buildCli(): Promise<void> {
  await replaceDist(cli, async (temporary) => {
    const entryPoints = [join(cli, 'src', 'main.ts')]
    const outfile = join(temporary, 'crash-only.js')
    // The main file of this package asks for its parts in a way that no bundler sees.
    const alias = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' }
    const options = { format: 'esm', target: oldestNode, banner: { js: requireBanner }, metafile: true, absWorkingDir: root } as const
    const { metafile } = await build({ ...common, ...options, alias, entryPoints, outfile })
    await writeFile(join(temporary, 'third-party-licences.txt'), await thirdPartyLicences(metafile, root))
    await cp(join(supervision, 'dist'), join(temporary, 'supervision'), { recursive: true })
    await cp(join(cli, 'src', 'config', 'crash-only.schema.json'), join(temporary, 'crash-only.schema.json'))
  })
}

/** Each part is its own bundle: a thread, a process that asks ESLint, and what only TypeScript files need. */
async function buildLintServer(): Promise<void> {
  await replaceDist(lintServer, async (temporary) => {
    const source = (...names: string[]): string => join(lintServer, 'src', ...names)
    const banner = { js: requireBanner }
    const minified = { minify: true, keepNames: true, metafile: true } as const
    const all = { ...common, ...minified, outdir: temporary, absWorkingDir: root }
    const [main, thread] = [source('main.ts'), source('thread', 'main.ts')]
    const [ask, guard] = [source('ask-eslint', 'main.ts'), source('ask-eslint', 'guard.ts')]
    const programs = { main, 'lint-thread': thread, 'ask-eslint': ask, 'ask-eslint-guard': guard }
    const modules = { format: 'esm', outExtension: { '.js': '.mjs' } } as const
    const esm = { ...modules, target: oldestNode, banner, plugins: [withoutRulesOfEslint, regexAnalysisApart] }
    const cjs = { format: 'cjs', outExtension: { '.js': '.cjs' }, target: oldestNode, external: ['typescript'] } satisfies BuildOptions
    const parser = { 'typescript-parser': '@typescript-eslint/parser', 'regex-analysis': 'scslre' }
    const built = [
      await build({ ...all, ...esm, entryPoints: programs }),
      await build({ ...all, ...cjs, entryPoints: parser }),
      await build({ ...all, ...cjs, entryPoints: { typescript: join(root, 'node_modules', 'typescript', 'lib', 'typescript.js') } }),
    ]
    const inputs = Object.assign({}, ...built.map(({ metafile }) => metafile.inputs)) as Metafile['inputs']
    await writeFile(join(temporary, 'third-party-licences.txt'), await thirdPartyLicences({ inputs, outputs: {} }, root))
  })
}

/** ESLint's own rules are 290 files that nobody here asks for. */
const withoutRulesOfEslint: Plugin = {
  name: 'without-rules-of-eslint',
  setup(bundle) {
    bundle.onLoad({ filter: /\beslint.lib.rules.index\.js$/ }, () => ({ contents: 'module.exports = new Map()' }))
  },
}

/** The analysis of regular expressions is half of what the rules consist of, and most files need none of it. */
const regexAnalysisApart: Plugin = {
  name: 'regex-analysis-apart',
  setup(bundle) {
    bundle.onLoad({ filter: /\bregex.load-analysis\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const contents = source.replace("load('scslre')", "load('./regex-analysis.cjs')")
      if (contents === source) throw new Error(`${path} does not load scslre any more: the bundle would not find it`)
      return { contents, loader: 'ts' }
    })
  },
}

async function buildExtension(): Promise<void> {
  await replaceDist(extension, async (temporary) => {
    // What a project may never need is loaded when it does: the client of the language server, and what edits an ESLint configuration.
    const source = (...names: string[]): string => join(extension, 'src', ...names)
    const entryPoints = {
      'extension': source('extension.ts'),
      'findings': source('findings', 'main.ts'),
      'add-to-config': source('eslint-config', 'add-to-config.ts'),
    }
    const modules = { format: 'cjs', outExtension: { '.js': '.cjs' } } as const
    const options = { ...modules, target: 'node22', external: ['vscode'], minify: true }
    const { metafile } = await build({ ...common, ...options, entryPoints, outdir: temporary, metafile: true, absWorkingDir: root })
    const licences = await thirdPartyLicences(metafile, root)
    await buildDashboardPage(join(temporary, 'dashboard'))
    await cp(join(cli, 'dist'), temporary, { recursive: true })
    await cp(join(lintServer, 'dist'), join(temporary, 'lint-server'), { recursive: true })
    await writeFile(join(temporary, 'third-party-licences-extension.txt'), licences)
    // The command is an ES module wherever it is copied to.
    await cp(join(cli, 'package.json'), join(temporary, 'package.json'))
  })
}

/** What the dashboard's webview may load: these two files, and nothing else. */
async function buildDashboardPage(outdir: string): Promise<void> {
  const page = join(extension, 'src', 'dashboard', 'page')
  const entryPoints = { page: join(page, 'main.ts'), style: join(page, 'style.css') }
  await build({ ...common, platform: 'browser', format: 'iife', target: 'chrome128', minify: true, entryPoints, outdir })
}

async function replaceDist(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const dist = join(folder, 'dist')
  const unfinished = `${dist}.${process.pid}.new`
  await mkdir(unfinished, { recursive: true })
  await fill(unfinished)
  const former = `${dist}.${process.pid}.old`
  // What runs from the last one finds all of it until the instant in which it is the new one.
  await rename(dist, former).catch(() => undefined) // there is none yet
  await rename(unfinished, dist)
  await rm(former, { recursive: true, force: true })
}

/** The version that every package of the repository carries. */
export async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as { version: string }
  return version
}

if (import.meta.main) await buildAll()
