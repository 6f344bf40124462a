import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const idle = 'setInterval(() => {}, 1000)'
const [a, b, c] = ['node idle.js a', 'node idle.js b', 'node idle.js c']

describe('a configuration that is changed while it runs', () => {
  test('saved: what is new starts, what is gone stops, what changed restarts, the rest is not touched', async () => {
    const project = await startTwo()
    const before = await project.process('a')
    await save(project, configOf({ a, b: 'node idle.js changed', c }))
    await project.when('c', 'is up', ({ state }) => state === 'up')
    await project.when('b', 'is up again', ({ state, restarts }) => state === 'up' && restarts === 1)
    expect(await project.process('a')).toMatchObject({ pid: before.pid, restarts: 0, crashes: 0 })
    await save(project, configOf({ a }))
    await eventually('b and c are gone', async () => (await project.status()).processes.map(({ name }) => name).join() === 'a')
    expect(await project.process('a')).toMatchObject({ pid: before.pid, crashes: 0 })
  })

  test('wrong: nothing changes, and the journal says what is wrong; correct again: it is applied', async () => {
    const project = await startTwo()
    const before = await project.status()
    await save(project, '{"processes":{"a":{"comand":"x"}}}')
    const refused = /refused.*unknown key "comand" \(did you mean "command"\?\); nothing was changed, what runs goes on/u
    await eventually('the journal tells', async () => (await project.events()).some(({ why = '' }) => refused.test(why)))
    expect((await project.status()).processes.map(({ pid }) => pid)).toEqual(before.processes.map(({ pid }) => pid))
    expect((await project.status()).refused).toMatch(/^crash-only\.json:1: processes\.a has an unknown key "comand"/u)
    expect((await project.crashOnly('status')).stdout).toMatch(/^refused: crash-only\.json:1: .*what runs goes on$/mu)
    await save(project, configOf({ a, b, c }))
    await project.when('c', 'is up', ({ state }) => state === 'up')
    expect(await project.process('a')).toMatchObject({ pid: before.processes[0]?.pid })
    expect((await project.status()).refused).toBeNull()
  })

  test('put right while no restarter is there: the next one takes it on', async () => {
    const project = await startTwo()
    await save(project, '{"processes":')
    await eventually('it is refused', async () => (await refusedBy(project)) !== null)
    const { supervision: { restarter }, processes: [first] } = await project.status()
    process.kill(restarter?.pid ?? 0, 'SIGSTOP')
    await save(project, configOf({ a, b, c }))
    process.kill(restarter?.pid ?? 0, 'SIGKILL')
    await project.when('c', 'is up', ({ state }) => state === 'up')
    expect(await refusedBy(project)).toBeNull()
    expect(await project.process('a')).toMatchObject({ pid: first?.pid, restarts: 0 })
  })

  test('its whole folder is gone: that is what is said', async () => {
    const project = await startTwo()
    await rm(project.folder, { recursive: true })
    await eventually('it is said', async () => (await refusedBy(project)) === `the folder ${project.folder} is gone; nothing was changed, what runs goes on`)
  })

  test('apply says what it changes; whose search path it is changes nothing', async () => {
    const project = await startTwo()
    const { pid } = await project.process('a')
    const { PATH } = project.env
    project.env['PATH'] = `/nowhere:${PATH ?? ''}`
    expect(await project.crashOnly('apply')).toMatchObject({ code: 0, stdout: 'applied crash-only.json: no process changed\n' })
    expect(await project.process('a')).toMatchObject({ pid, restarts: 0 })
    await save(project, configOf({ a, b: 'node idle.js changed', c }))
    const said = await project.crashOnly('apply')
    expect(said.stdout).toMatch(/^applied crash-only\.json: (?:started c; restarted b|no process changed)\n$/u) // the restarter may be first
    await rm(join(project.folder, 'crash-only.json'))
    await writeFile(join(project.folder, 'package.json'), '{"scripts":{"start":"node idle.js"}}')
    const gone = await project.crashOnly('apply')
    expect(gone).toMatchObject({ code: 100, stderr: expect.stringMatching(/^crash-only: crash-only\.json is gone.*; nothing was changed, [^\n]+\n$/u) as string })
    expect(await project.process('a')).toMatchObject({ pid, restarts: 0 })
  })

  test('crash-only restart with a file that is wrong changes nothing and says so in one line', async () => {
    const project = await startTwo()
    const before = await project.status()
    await save(project, '{"processes":')
    const { code, stderr } = await project.crashOnly('restart')
    expect(stderr).toMatch(/^crash-only: crash-only\.json:1: invalid JSON: [^\n]+; nothing was changed, what runs goes on\n$/u)
    expect(code).toBe(100)
    expect((await project.status()).processes.map(({ pid }) => pid)).toEqual(before.processes.map(({ pid }) => pid))
  })
})

test('needs: it starts when what it needs is ready, and status says what it waits for', async () => {
  const config = {
    processes: {
      web: { command: 'node idle.js', needs: ['db'] },
      db: { command: 'node idle.js', health: { command: 'test -e go', everyMs: 200, failuresMax: 1_000 } },
    },
  }
  const project = await makeProject({ 'crash-only.json': JSON.stringify(config), 'idle.js': idle })
  project.background('start')
  await project.when('web', 'waits', ({ waitsFor }) => waitsFor.join() === 'db')
  expect((await project.crashOnly('status')).stdout).toMatch(/^web: waits for db, which it needs$/mu)
  await writeFile(join(project.folder, 'go'), '')
  const web = await project.when('web', 'is up', ({ state }) => state === 'up')
  expect(web).toMatchObject({ needs: ['db'], waitsFor: [], crashes: 0 })
})

test('escalation: a program that dies of its cache comes up when the cache is cleared, and nothing else was deleted', async () => {
  const diesOfIt = `if (require('fs').existsSync('var/cache/bad')) process.exit(3); ${idle}`
  const project = await makeProject({
    'crash-only.json': JSON.stringify({ processes: { web: { command: 'node app.js' } }, caches: ['var/cache'], escalation: ['restart', 'clear-caches', 'give-up'] }),
    'app.js': diesOfIt, 'var/cache/bad': '', 'var/data': 'precious',
  })
  expect(await project.crashOnly('start')).toMatchObject({ code: 111 })
  await project.when('web', 'is up, and its flag is down', ({ state, flag }) => state === 'up' && flag === null)
  expect((await project.events()).some(({ event, why }) => event === 'escalated' && why === 'clear-caches')).toBe(true)
  expect(await readFile(join(project.folder, 'var/data'), 'utf8')).toBe('precious')
})

test('a crash loop is told in words by status, with what is done about it', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: 'node app.js' }), 'app.js': 'throw new Error("no database")' })
  await project.crashOnly('start')
  await project.when('web', 'is given up', ({ flag }) => flag?.isGivenUp === true)
  const { stdout } = await project.crashOnly('status')
  expect(stdout).toMatch(/^web: does not come up: \d+ deaths in a row: .*no database.* \(nothing helped, somebody must look at it; .*\)$/mu)
})

test('a pause: a frozen program is nobody\'s problem until it is over; 0 ends it', async () => {
  const project = await startTwo()
  const { pid } = await project.process('a')
  expect(await project.crashOnly('pause', 'a', '--for', '10m')).toMatchObject({ code: 0, stdout: expect.stringContaining('a is paused for 10m') as string })
  process.kill(pid ?? 0, 'SIGSTOP')
  const paused = await project.when('a', 'is silent for more than its limit', ({ heartbeat }) => (heartbeat?.ageMs ?? 0) > 3_000)
  expect(paused).toMatchObject({ pid, state: 'paused', hangs: 0 })
  expect(paused.pausedForMs).toBeGreaterThan(500_000)
  expect((await project.crashOnly('status')).stdout).toMatch(/^a: paused: nobody judges it for another \d+ min \(crash-only pause a --for 0 ends that\)$/mu)
  expect(await project.crashOnly('pause', 'a', '--for', '0')).toMatchObject({ code: 0, stdout: 'a is judged again\n' })
  await project.when('a', 'is found hanging', ({ hangs }) => hangs === 1)
})

test.each(['start', 'run'])('crash-only %s: a command that puts itself in the background is told in one line, and nothing is left', async (command) => {
  // As a daemon does it, its first process ends when the second has left its session.
  const config = configOf({ web: 'setsid sleep 1000 >/dev/null 2>&1 </dev/null & sleep 0.3; exit 0' })
  const project = await makeProject({ 'crash-only.json': config })
  const { code, stderr } = await project.crashOnly(command)
  expect(stderr).toMatch(/^crash-only: web put itself in the background, [^\n]+run it in the foreground: [^\n]+nothing is left running\)\n$/u)
  expect(code).toBe(100)
  await eventually('nothing is left', async () => (await project.pids()).length === 0)
})

test('a supervised supervisor is pointed out by start and status, and runs', async () => {
  const project = await makeProject({
    'crash-only.json': configOf({ web: 'nodemon --watch src idle.js 3000' }), 'idle.js': idle, 'node_modules/.bin/nodemon': 'x',
  })
  await rm(join(project.folder, 'node_modules/.bin/nodemon'))
  await writeFile(join(project.folder, 'node_modules/.bin/nodemon'), '#!/usr/bin/env node\nsetInterval(() => {}, 1000)', { mode: 0o755 })
  const { code, stderr } = await project.crashOnly('start')
  expect(stderr).toBe('crash-only: web: two supervisors fight: nodemon restarts the program, too (use instead: node idle.js 3000)\n')
  expect(code).toBe(0)
  expect((await project.crashOnly('status')).stdout).toMatch(/^web: two supervisors fight: nodemon .*\(use instead: node idle\.js 3000\)$/mu)
})

async function startTwo(): Promise<SupervisedProject> {
  const project = await makeProject({ 'crash-only.json': configOf({ a, b }), 'idle.js': idle })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  return project
}

/** What is wrong with the file that was saved last, as whoever shows the project reads it. */
async function refusedBy(project: SupervisedProject): Promise<string | null> {
  const { refused = null } = JSON.parse(await readFile(project.paths.project, 'utf8')) as { readonly refused?: string | null }
  return refused
}

/** As editors save: another file takes its place. */
async function save(project: SupervisedProject, text: string): Promise<void> {
  await writeFile(join(project.folder, 'saved.tmp'), text)
  await rename(join(project.folder, 'saved.tmp'), join(project.folder, 'crash-only.json'))
}
