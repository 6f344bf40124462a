import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { findNode } from '../helpers/node-versions.ts'

const run = promisify(execFile)
const repository = join(import.meta.dirname, '../..')
const plugin = join(repository, 'eslint-plugin')
let folder = ''
let tarball = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-only-package-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: plugin })
  tarball = join(folder, /[\w.-]+\.tgz/u.exec(stdout)?.[0] ?? 'no tarball')
}, 120_000)

afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

it('publint finds nothing to say about the package', async () => {
  const { messages, pkg } = await publint({ pack: { tarball: await toArrayBuffer(tarball) }, strict: true })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

async function toArrayBuffer(file: string): Promise<ArrayBuffer> {
  return Uint8Array.from(await readFile(file)).buffer
}

it('its types are what its modules are', async () => {
  const attw = join(repository, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  await expect(run(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color'])).resolves.toBeDefined()
}, 60_000)

// The first block of code of the readme.
async function configOfReadme(): Promise<string> {
  const readme = await readFile(join(plugin, 'README.md'), 'utf8')
  const [, config = ''] = /```js\n(.*?)```/su.exec(readme) ?? []
  expect(config.trim().split('\n')).toHaveLength(4)
  return config
}

it.each(['20.19.6', '24.11.1'])('`npx eslint` works in an empty project with the lines of the readme, on Node %s', async (version) => {
  const node = await findNode(version)
  const project = await mkdtemp(join(folder, 'project-'))
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', type: 'module' }))
  await writeFile(join(project, 'eslint.config.js'), await configOfReadme())
  await writeFile(join(project, 'server.js'), `process.on('SIGTERM', () => { save(); process.exit() })\n`)
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}` }
  await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', 'eslint@10', tarball], { cwd: project, env })
  const outcome = await run('npx', ['eslint', '.'], { cwd: project, env }).catch((error: unknown) => error as { code: number, stdout: string })
  expect(outcome).toMatchObject({ code: 1 })
  expect(outcome.stdout).toContain('crash-only/no-graceful-shutdown')
}, 180_000)
