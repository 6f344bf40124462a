/**
 * Bundles everything that users run: the supervision programs, the command, the extension. Each bundle is written into
 * a folder beside `dist` that is then renamed, so that a build killed half-way leaves the last whole one.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { build, type BuildOptions, type Plugin } from 'esbuild'

import { thirdPartyLicences } from './third-party-licences.ts'

const extension = import.meta.dirname
const root = join(extension, '..')
const supervision = join(extension, 'supervision')
const cli = join(extension, 'cli')
const oldestNode = 'node20.19'

const common: BuildOptions = { bundle: true, platform: 'node', logLevel: 'warning', legalComments: 'eof', sourcemap: false }
// A CommonJS package inside an ES module bundle asks for `require`.
const requireBanner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

export async function buildAll(): Promise<void> {
  await buildSupervision()
  await buildCli()
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
    const preload = { heartbeat: program('heartbeat'), 'hang-watcher': join(supervision, 'src', 'heartbeat', 'hang-watcher.ts') }
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
    const options = { format: 'esm', target: oldestNode, banner: { js: requireBanner }, metafile: true, absWorkingDir: root } as const
    const { metafile } = await build({ ...common, ...options, entryPoints, outfile })
    await writeFile(join(temporary, 'third-party-licences.txt'), await thirdPartyLicences(metafile, root))
    await cp(join(supervision, 'dist'), join(temporary, 'supervision'), { recursive: true })
    await cp(join(cli, 'src', 'config', 'crash-only.schema.json'), join(temporary, 'crash-only.schema.json'))
  })
}

async function buildExtension(): Promise<void> {
  await replaceDist(extension, async (temporary) => {
    const entryPoints = [join(extension, 'src', 'extension.ts')]
    const outfile = join(temporary, 'extension.cjs')
    await build({ ...common, entryPoints, outfile, format: 'cjs', target: 'node22', external: ['vscode'], minify: true })
    await cp(join(cli, 'dist'), temporary, { recursive: true })
    // The command is an ES module wherever it is copied to.
    await cp(join(cli, 'package.json'), join(temporary, 'package.json'))
  })
}

async function replaceDist(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const dist = join(folder, 'dist')
  const unfinished = `${dist}.${process.pid}.new`
  await mkdir(unfinished, { recursive: true })
  await fill(unfinished)
  await rm(dist, { recursive: true, force: true })
  await rename(unfinished, dist)
}

/** The version that every package of the repository carries. */
export async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as { version: string }
  return version
}

if (import.meta.main) await buildAll()
