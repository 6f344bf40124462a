import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const outputMax = 50_000_000
const require = createRequire(import.meta.url)
const pluginRequire = createRequire(join(repository, 'eslint-plugin/package.json'))

// Code of others, each file as its package has it.
const sources = {
  'http-server': ['lib'], 'json-server': ['lib'], 'lowdb': ['lib', 'adapters'], 'nodemon': ['lib'], 'proper-lockfile': ['lib'],
} as const

let folder = ''

beforeAll(async () => {
  await run('npm', ['run', '--silent', 'build', '--workspace', 'eslint-plugin'], { cwd: repository })
  folder = await mkdtemp(join(tmpdir(), 'crash-only-engines-'))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'engines', type: 'commonjs' }))
  for (const [name, parts] of Object.entries(sources)) {
    const root = dirname(require.resolve(`${name}/package.json`))
    for (const part of parts) await cp(join(root, part), join(folder, 'src', name, part), { recursive: true })
  }
  await writeExamples()
  const entry = pathToFileURL(join(repository, 'eslint-plugin/dist/index.js')).href
  await writeFile(join(folder, 'eslint.config.mjs'), `import crashOnly from '${entry}'
export default [{ files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } }, { linterOptions: { reportUnusedDisableDirectives: 'off' } }, crashOnly.configs.all]\n`)
  await writeOxlintConfig(entry)
}, 120_000)

afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

// The examples of the pages: every rule has something to report.
async function writeExamples(): Promise<void> {
  await mkdir(join(folder, 'src/examples'), { recursive: true })
  for (const page of await readdir(join(repository, 'eslint-plugin/docs/rules'))) {
    const text = await readFile(join(repository, 'eslint-plugin/docs/rules', page), 'utf8')
    const examples = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)
    for (const [index, code] of examples.entries()) {
      // Comments that configure a rule are written for its name in ESLint alone.
      if (!code.includes('eslint ')) await writeFile(join(folder, `src/examples/${page}.${index}.mjs`), code)
    }
  }
}

async function writeOxlintConfig(entry: string): Promise<void> {
  const { default: crashOnly } = await import(entry) as { default: { configs: { all: { rules: object } } } }
  const { rules } = crashOnly.configs.all
  const specifier = join(repository, 'eslint-plugin/dist/index.js')
  await writeFile(join(folder, '.oxlintrc.json'), JSON.stringify({ jsPlugins: [specifier], categories: { correctness: 'off' }, rules }))
}

// `src/a.js:7:3 no-blocking-call`, in order.
type Reports = readonly string[]

async function eslint(version: string): Promise<Reports> {
  const program = join(dirname(pluginRequire.resolve(`${version}/package.json`)), 'bin/eslint.js')
  const answer = await answerOf(process.execPath, [program, '--format', 'json', 'src'])
  const results = JSON.parse(answer) as { filePath: string, messages: { line: number, column: number, ruleId: string | null, message: string }[] }[]
  return results.flatMap(({ filePath, messages }) => messages.map(({ line, column, ruleId, message }) => (
    `${relative(folder, filePath)}:${line}:${column} ${ruleId?.replace('crash-only/', '') ?? message}`
  ))).sort()
}

interface Diagnostic {
  readonly code: string
  readonly filename: string
  readonly labels: readonly { span: { line: number, column: number } }[]
}

async function oxlint(): Promise<Reports> {
  const program = join(dirname(require.resolve('oxlint/package.json')), 'bin/oxlint')
  const answer = await answerOf(process.execPath, [program, '--format', 'json', 'src'])
  const { diagnostics } = JSON.parse(answer) as { diagnostics: readonly Diagnostic[] }
  return diagnostics.map(({ code, filename, labels: [label] }) => (
    `${filename}:${label?.span.line ?? 0}:${label?.span.column ?? 0} ${code.replace(/^crash-only\((.*)\)$/u, '$1')}`
  )).sort()
}

// Linters exit with 1 when they report something.
async function answerOf(program: string, args: readonly string[]): Promise<string> {
  return run(program, args, { cwd: folder, maxBuffer: outputMax }).then(({ stdout }) => stdout, (error: unknown) => (error as { stdout: string }).stdout)
}

describe('ESLint 10, ESLint 9 and oxlint', { timeout: 180_000 }, () => {
  it('report the same at the same places, with the plugin as it is', async () => {
    const ten = await eslint('eslint')
    expect(ten.length).toBeGreaterThan(50)
    expect(await eslint('eslint-9')).toEqual(ten)
    expect(await oxlint()).toEqual(ten)
  })
})
