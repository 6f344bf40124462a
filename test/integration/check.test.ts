import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const [healthy, fixYourInput, notStarted, stale] = [0, 100, 245, 250]
const idle = { 'idle.js': 'setInterval(() => {}, 1000)' }

test('before a start and after a stop it has not started; between them it is healthy, by name, too', async () => {
  const project = await makeProject({ 'crash-only.json': '{"processes":{"web":{"command":"node idle.js"}}}', ...idle })
  await check(project, [], notStarted, /never started/u)
  await check(project, ['web'], notStarted, /does not run/u)
  await project.crashOnly('start')
  await check(project, [], healthy, /the watchdog looks/u)
  await check(project, ['web'], healthy, /healthy: web/u)
  await project.crashOnly('stop')
  await check(project, [], notStarted, /it was stopped/u)
})

test('a name that is not there is no answer', async () => {
  const project = await makeProject({ 'crash-only.json': '{"processes":{"web":{"command":"node idle.js"}}}', ...idle })
  await project.crashOnly('start')
  expect(await project.crashOnly('check', 'wob')).toMatchObject({ code: fixYourInput, stderr: expect.stringContaining('did you mean "web"?') as string })
})

test('one that does not come up is stale by its name; the project is only where the process is critical and was given up', async () => {
  const process = { command: 'test -e good && exec sleep 1000' }
  const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: { web: { ...process, critical: true }, other: process } }) })
  await project.crashOnly('start')
  await check(project, ['other'], stale, /other/u)
  await check(project, ['web', 'other'], stale, /web/u)
  await eventually('it was given up', async () => (await project.process('web')).flag?.isGivenUp === true, 60_000)
  await check(project, [], stale, /nothing helped web, which is critical/u)
  await writeFile(join(project.folder, 'good'), '')
  await eventually('all is well', async () => (await project.crashOnly('check')).code === healthy, 60_000)
  await eventually('each is well', async () => (await project.crashOnly('check', 'web', 'other')).code === healthy, 60_000)
  await rm(join(project.folder, 'good'))
})

test('one that was never up yet is starting, not stale', async () => {
  const config = { processes: { db: { command: 'node idle.js', health: { command: 'test -e well', everyMs: 200 } }, web: { command: 'node idle.js', needs: ['db'] } } }
  const project = await makeProject({ 'crash-only.json': JSON.stringify(config), ...idle })
  const start = project.crashOnly('start')
  await eventually('it waits', async () => (await project.process('web')).state === 'backoff')
  await check(project, ['web'], notStarted, /web is/u)
  await check(project, ['db'], notStarted, /db is starting/u)
  await writeFile(join(project.folder, 'well'), '')
  await start
  await check(project, ['web', 'db'], healthy, /healthy/u)
})

test('all of it killed is stale, and nothing of it is started by the question', async () => {
  const project = await makeProject({ 'crash-only.json': '{"processes":{"web":{"command":"node idle.js"}}}', ...idle })
  await project.crashOnly('start')
  const { restarter, watchdog } = (await project.status()).supervision
  for (const role of [restarter, watchdog]) process.kill(role?.pid ?? 0, 'SIGSTOP')
  await project.killAll()
  await check(project, [], stale, /the watchdog has not looked for 10 s/u)
  expect(await project.pids()).toEqual([])
})

async function check(project: SupervisedProject, names: readonly string[], code: number, said: RegExp): Promise<void> {
  const result = await project.crashOnly('check', ...names)
  expect(result.stdout + result.stderr).toMatch(said)
  expect(result.code, result.stdout).toBe(code)
}
