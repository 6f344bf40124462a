import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { pathOf, withoutPackageManager } from '../../extension/cli/src/package-manager/without-package-manager.ts'
import { runToEnd } from '../helpers/supervised-project.ts'

const installed = join(import.meta.dirname, '../../node_modules/.bin')
const tellAll = `require('fs').writeFileSync(process.env.TELL, JSON.stringify({
  argv: process.argv.slice(2), cwd: process.cwd(), env: process.env, parent: process.ppid }))`

const scripts = {
  start: 'node tell.js', serve: 'node tell.js --port 3', nested: 'npm run serve', twice: 'pnpm nested',
  assigned: 'FIRST=1 SECOND="two words" npm run serve', test: 'node tell.js tested', yarned: 'yarn serve',
}
const manifest = { name: 'shop', version: '1.2.3', config: { port: 8 }, bin: { shop: './x.js' }, engines: { node: '>=18' }, scripts }

const calls = [
  'npm start', 'npm run start', 'npm run serve', 'npm run serve -- --name "my shop"', 'npm start -- a b', 'npm run serve extra', 'npm test',
  'npm run nested', 'npm run assigned', 'npm --silent run serve', 'npx tell --flag', 'npx tell a "b c"', 'npm exec tell a', 'npm exec -- tell --flag',
  'pnpm start', 'pnpm run serve', 'pnpm serve', 'pnpm serve --flag', 'pnpm run serve a "b c"', 'pnpm twice', 'pnpm exec tell --flag', 'pnpm tell a',
  'yarn start', 'yarn run serve', 'yarn serve --flag', 'yarn serve a "b c"', 'yarn nested', 'yarn tell --flag', 'yarn exec tell a', 'yarn run tell a',
  'VARIABLE=7 npm run serve', 'npm run yarned',
]
const variables = [
  'npm_lifecycle_event', 'npm_package_json', 'npm_package_name', 'npm_package_version', 'npm_package_config_port',
  'npm_package_engines_node', 'npm_config_user_agent', 'NODE', 'INIT_CWD', 'FIRST', 'SECOND', 'VARIABLE', 'PNPM_SCRIPT_SRC_DIR', 'npm_node_execpath',
]

describe('a script runs without the package manager as it would with it: same words, folder, environment, programs', () => {
  test.each(calls)('%s', async (command) => {
    const cwd = await makePackage()
    const env = { ...cleanEnvironment(), PATH: `${installed}:${process.env['PATH'] ?? ''}`, TELL: join(cwd, 'told.json') }
    // pnpm finds tools in the very folder only.
    const at = { cwd: /^pnpm (?:exec|tell)/u.test(command) ? cwd : join(cwd, 'inner'), env }
    const theirs = await tellOf(['sh', '-c', command], at)
    const direct = await withoutPackageManager({ command, ...at })
    expect(direct.command, 'it is resolved').not.toBe(command)
    const ours = typeof direct.command === 'string' ? ['sh', '-c', `exec ${direct.command}`] : direct.command
    const told = await tellOf(ours, { cwd: direct.cwd, env: { ...direct.env, PATH: pathOf(direct) } })
    expect({ argv: told.argv, cwd: told.cwd }).toEqual({ argv: theirs.argv, cwd: theirs.cwd })
    expect(pick(told.env)).toEqual(pick(theirs.env))
    expect(told.parent, 'nobody is in between').toBe(process.pid)
    expect(binFolders(told.env)).toEqual(expect.arrayContaining(binFolders(theirs.env)))
  })
})

async function makePackage(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'co-package-')))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  await mkdir(join(folder, 'inner'))
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'tell.js'), tellAll)
  await writeFile(join(folder, 'node_modules/.bin/tell'), `#!/usr/bin/env node\n${tellAll}`, { mode: 0o755 })
  return folder
}

interface Told {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly parent: number
}

async function tellOf([file = '', ...args]: readonly string[], at: { cwd: string; env: Record<string, string> }): Promise<Told> {
  const { code, stderr } = await runToEnd(file, args, at)
  expect(code, stderr).toBe(0)
  return JSON.parse(await readFile(at.env['TELL'] ?? '', 'utf8')) as Told
}

/** What the test runner's own package manager set is not the user's. */
function cleanEnvironment(): Record<string, string> {
  for (const name of Object.keys(process.env)) if (/^npm_|^INIT_CWD$|^NODE$|^PNPM|^NODE_OPTIONS$/u.test(name)) vi.stubEnv(name, undefined)
  onTestFinished(() => { vi.unstubAllEnvs() })
  return { ...process.env } as Record<string, string>
}

function pick(env: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return Object.fromEntries(variables.map((name) => [name, env[name]]))
}

/** The folders for a package's programs, nearest first, up to the package and its parents. */
function binFolders({ PATH = '', INIT_CWD = '' }: Readonly<Record<string, string>>): string[] {
  const own = PATH.split(':').filter((folder) => folder.endsWith('/node_modules/.bin') && INIT_CWD.startsWith(folder.slice(0, -'/node_modules/.bin'.length)))
  return [...new Set(own)]
}
