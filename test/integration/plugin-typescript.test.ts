import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
let folder = ''
let tarball = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-only-typescript-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: join(repository, 'eslint-plugin') })
  tarball = join(folder, /[\w.-]+\.tgz/u.exec(stdout)?.[0] ?? 'no tarball')
}, 120_000)

afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

// The first line is seen by what is imported, the second only by its type.
const code = `process.on('SIGTERM', () => { save() })
export function listen(host: NodeJS.Process): void { host.on('SIGTERM', () => { save() }) }
export function ask(host: { on(name: string, done: () => void): void }): void { host.on('SIGTERM', () => { save() }) }
declare function save(): void
`

const withTypes = `import crashOnly from 'eslint-plugin-crash-only'
import tseslint from 'typescript-eslint'

export default [
  { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  { ...crashOnly.configs.all, files: ['**/*.ts'] },
]
`

const plain = `import crashOnly from 'eslint-plugin-crash-only'

export default [crashOnly.configs.all]
`

interface Project {
  readonly packages: readonly string[]
  readonly config: string
  readonly file: string
}

async function setUp({ packages, config, file }: Project): Promise<string> {
  const project = await mkdtemp(join(folder, 'project-'))
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', type: 'module' }))
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, types: ['node'] } }))
  await writeFile(join(project, 'eslint.config.js'), config)
  await writeFile(join(project, file), file.endsWith('.ts') ? code : code.replaceAll(/: NodeJS.Process|: void|: \{.*?\}(?=\))|declare.*/gu, ''))
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', 'eslint@10', tarball, ...packages], { cwd: project })
  return project
}

async function linesReported(project: string, file: string): Promise<readonly number[]> {
  const outcome = await run('npx', ['eslint', '--format', 'json', file], { cwd: project }).catch((error: unknown) => error as { stdout: string })
  const [result] = JSON.parse(outcome.stdout) as [{ messages: { line: number, ruleId: string }[] }]
  expect(new Set(result.messages.map(({ ruleId }) => ruleId))).toEqual(new Set(['crash-only/no-graceful-shutdown']))
  return result.messages.map(({ line }) => line)
}

async function versionOf(project: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as { version: string }).version
}

describe('the packed plugin', { timeout: 180_000 }, () => {
  it('works where no TypeScript is', async () => {
    const project = await setUp({ packages: [], config: plain, file: 'server.js' })
    expect(await versionOf(project, 'typescript')).toBeUndefined()
    expect(await linesReported(project, 'server.js')).toEqual([1])
  })

  it.each(['5.9.3', '6.0.3'])('asks for types where TypeScript %s is', async (version) => {
    const packages = [`typescript@${version}`, 'typescript-eslint@8.73.0', '@types/node@24']
    const project = await setUp({ packages, config: withTypes, file: 'server.ts' })
    expect(await versionOf(project, 'typescript')).toBe(version)
    expect(await linesReported(project, 'server.ts')).toEqual([1, 2])
  })

  // Its compiler has no interface for linters, and typescript-eslint refuses it: so nobody hands types over.
  it('is not hindered by TypeScript 7', async () => {
    const project = await setUp({ packages: ['typescript@7.0.2'], config: plain, file: 'server.js' })
    expect(await versionOf(project, 'typescript')).toBe('7.0.2')
    expect(await linesReported(project, 'server.js')).toEqual([1])
  })
})
