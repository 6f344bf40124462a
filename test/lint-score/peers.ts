import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import n from 'eslint-plugin-n'

import { fileJudge, type Judge, type LabelledFile, type Verdict } from './judge.ts'
import { lintText } from './lint-file.ts'

const require = createRequire(import.meta.url)
const outputMax = 100_000_000

/** The rules that others have for blocking calls. */
export const peers: readonly Judge[] = [
  noSync('n/no-sync', {}),
  noSync('n/no-sync, allowAtRootLevel', { allowAtRootLevel: true }),
  { name: 'oxlint node/no-sync', classes: ['C'], prepare: oxlint },
  { name: 'Biome noSyncMethods', classes: ['C'], prepare: biome },
]

function noSync(name: string, options: object): Judge {
  return fileJudge(name, ['C'], ({ text, file, root }) => {
    const rules = { 'n/no-sync': ['error', options] as ['error', object] }
    const reports = lintText(text, file, { cwd: root, plugins: { n: n }, rules })
    return new Map([['C', new Set(reports.map(({ line }) => line))]])
  })
}

async function oxlint(files: readonly LabelledFile[]): Promise<Verdict> {
  const program = join(dirname(require.resolve('oxlint/package.json')), 'bin/oxlint')
  return inFolder(async (temporary) => {
    const config = join(temporary, 'oxlint.json')
    await writeFile(config, JSON.stringify({ plugins: ['node'], rules: { 'node/no-sync': 'error' }, categories: { correctness: 'off' } }))
    const answer = await run(process.execPath, [program, '-c', config, '-f', 'json', '--no-ignore', ...paths(files)])
    const { diagnostics } = JSON.parse(answer) as { diagnostics: { filename: string, labels: { span: { line: number } }[] }[] }
    return verdictOf(diagnostics.map(({ filename, labels }) => [filename, labels[0]?.span.line ?? 0]))
  })
}

interface Diagnostic {
  readonly category: string
  readonly location: { readonly path: string, readonly start: { readonly line: number } }
}

async function biome(files: readonly LabelledFile[]): Promise<Verdict> {
  const program = join(dirname(require.resolve('@biomejs/biome/package.json')), 'bin/biome')
  return inFolder(async (temporary) => {
    await writeFile(join(temporary, 'biome.json'), JSON.stringify({ files: { maxSize: 10_000_000 }, vcs: { enabled: false } }))
    const rule = ['--only=nursery/noSyncMethods', '--reporter=json', '--max-diagnostics=none']
    const answer = await run(process.execPath, [program, 'lint', `--config-path=${temporary}`, ...rule, ...paths(files)])
    const { diagnostics } = JSON.parse(answer) as { diagnostics: Diagnostic[] }
    return verdictOf(diagnostics.filter(({ category }) => category === 'lint/nursery/noSyncMethods')
      .map(({ location }) => [location.path, location.start.line]))
  })
}

async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'crash-only-score-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// Linters exit with 1 when they report something; what they could not do shows as an answer that is no JSON.
async function run(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: outputMax, cwd: '/' }, (_error, stdout) => { resolve(stdout) })
  })
}

function paths(files: readonly LabelledFile[]): readonly string[] {
  return files.map(({ root, file }) => join(root, file))
}

function verdictOf(reports: readonly (readonly [string, number])[]): Verdict {
  const found = new Map<string, Set<number>>()
  for (const [path, line] of reports) {
    const key = join('/', path)
    found.set(key, (found.get(key) ?? new Set()).add(line))
  }
  return ({ root, file }) => found.get(join(root, file)) ?? new Set()
}
