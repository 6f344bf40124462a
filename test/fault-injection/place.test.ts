import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

import { expect, onTestFinished, test } from 'vitest'

import { readJournal } from '../../extension/supervision/src/state/journal-reader.ts'
import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const run = promisify(execFile)
const canMount = process.getuid?.() === 0 && process.platform === 'linux'
const runtimeBytes = 1_000_000
/** The limit of silence is 2 s. Whoever is up for so much longer was not accused of one. */
const longerThanLimitMs = 3_500
const suspendMs = 6_000
const hourMs = 3_600_000

test('the runtime directory deleted while it runs: the program serves on, and everything works again', async () => {
  const { project, port } = await serve()
  const { pid } = await project.process('web')
  await rm(project.paths.runtime, { recursive: true })
  await eventually('it is remade, and tells of the same program', async () => {
    const { supervision, processes: [web] } = await project.status()
    return supervision.restarter !== null && supervision.watchdog !== null && web?.pid === pid && web.state === 'up'
  })
  expect(Number(await answerOf(port))).toBe(pid)
  await crashAndWait(project)
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
  expect(await project.pids()).toEqual([])
})

test.skipIf(!canMount)('a read-only runtime directory: start says so in one line, exits with 100, and leaves nothing running', async () => {
  const { project } = await makeServer()
  const home = project.env['XDG_RUNTIME_DIR'] ?? ''
  await mountTmpfs(home, 'ro')
  const { code, stderr } = await project.crashOnly('start')
  expect(stderr).toMatch(/^crash-only: cannot create .*: EROFS \(make it writable, or .*\)\n$/u)
  expect(code).toBe(100)
  expect(await project.pids()).toEqual([])
})

test.skipIf(!canMount)('a full runtime directory: heartbeats cannot be written, and nobody is accused of it', async () => {
  const { project, port } = await makeServer()
  await mountTmpfs(project.env['XDG_RUNTIME_DIR'] ?? '', `size=${runtimeBytes}`)
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const filler = join(dirname(project.paths.runtime), 'filler')
  await writeFile(filler, Buffer.alloc(runtimeBytes)).catch(() => undefined) // until there is no room
  await outlastLimit(project)
  // The one after it begins its heartbeat on the full disk.
  await killServer(port)
  await project.when('web', 'outlasts the limit', ({ upMs, restarts }) => restarts === 1 && upMs > longerThanLimitMs)
  expect(await project.process('web')).toMatchObject({ hangs: 0, crashes: 1, incarnation: 2 })
  await rm(filler)
  await crashAndWait(project)
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
})

test('the state directory deleted while it runs: the counts stay, a crash is repaired and told, its output is there', async () => {
  const { project } = await serve()
  await crashAndWait(project)
  await rm(project.paths.state, { recursive: true })
  await crashAndWait(project)
  expect(await project.process('web')).toMatchObject({ crashes: 2, restarts: 2 })
  expect((await project.events()).filter(({ event }) => event === 'exited')).toHaveLength(1)
  await eventually('its output is there', async () => (await readFile(join(project.paths.logs, 'web.log'), 'utf8')).includes('listening'))
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
  expect(await project.pids()).toEqual([])
})

test('records whose pids belong to somebody else by now: nobody is killed for it', async () => {
  const { project } = await serve()
  const record = join(project.paths.processes, 'web.1.json')
  const roles = ['watchdog', 'restarter'].map((role) => join(project.paths.runtime, `${role}.json`))
  const texts = await Promise.all([record, ...roles].map(async (path) => readFile(path, 'utf8')))
  for (const pid of await project.pids()) process.kill(pid, 'SIGKILL')
  const stranger = spawn('sleep', ['1000'], { detached: true })
  onTestFinished(() => { stranger.kill('SIGKILL') })
  for (const [index, path] of [record, ...roles].entries()) {
    await writeFile(path, JSON.stringify({ ...JSON.parse(texts[index] ?? '') as object, pid: stranger.pid }))
  }
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  expect(await project.process('web')).toMatchObject({ state: 'up', incarnation: 2, crashes: 1 })
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
})

test('the wall clock set forwards and backwards by hours: nobody is accused, and the journal stays in order', async () => {
  const { project } = await makeServer({ NODE_OPTIONS: `--import ${join(import.meta.dirname, 'stepped-clock.mjs')}` })
  const clock = join(project.folder, '..', 'clock')
  project.env['STEPPED_CLOCK'] = clock
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  for (const offsetMs of [6 * hourMs, -30 * hourMs, 48 * hourMs, 0]) {
    await writeFile(clock, String(offsetMs))
    await outlastLimit(project)
    await crashAndWait(project)
  }
  expect(await project.process('web')).toMatchObject({ crashes: 4, hangs: 0, restarts: 4 })
  const events = (await readJournal(project.paths.events, 'first-event').next()).filter(({ role }) => role === 'restarter')
  expect(events.map(({ event }) => event)).not.toContain('flagged')
  expect(events.map(({ mono }) => mono)).toEqual(events.map(({ mono }) => mono).toSorted((a, b) => a - b))
  expect(events.filter(({ event }) => event === 'spawned' || event === 'promoted')).toHaveLength(5)
})

test('a suspend (all of it is stopped for seconds): when it goes on, nobody is accused or killed', async () => {
  const { project, port } = await serve()
  const before = await project.status()
  const { restarter, watchdog } = before.supervision
  const pids = [watchdog?.pid, restarter?.pid, before.processes[0]?.pid].map((pid) => pid ?? Number.NaN)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  await delay(suspendMs) // its length is the fault
  for (const pid of pids) process.kill(pid, 'SIGCONT')
  const { upMs } = await project.process('web')
  await project.when('web', 'outlasts the limit', (now) => now.upMs > upMs + longerThanLimitMs)
  const after = await project.status()
  expect([after.supervision.watchdog?.pid, after.supervision.restarter?.pid, Number(await answerOf(port))]).toEqual(pids)
  expect(await project.process('web')).toMatchObject({ state: 'up', crashes: 0, hangs: 0, restarts: 0 })
  expect((await project.events()).map(({ event }) => event)).not.toContain('role-lost')
}, 90_000)

async function makeServer(env: NodeJS.ProcessEnv = {}): Promise<{ project: SupervisedProject; port: number }> {
  const port = await freePort()
  const config = configOf({ web: ['node', join(programs, 'server.mjs')] })
  return { port, project: await makeProject({ 'crash-only.json': config }, { env: { ...env, PORT: String(port) } }) }
}

async function serve(): Promise<{ project: SupervisedProject; port: number }> {
  const made = await makeServer()
  expect(await made.project.crashOnly('start')).toMatchObject({ code: 0 })
  return made
}

async function killServer(port: number): Promise<void> {
  const before = Number(await answerOf(port))
  expect(before).toBeGreaterThan(0)
  process.kill(before, 'SIGKILL')
  await eventually('it serves again', async () => ![0, before].includes(Number(await answerOf(port).catch(() => 0))))
}

async function crashAndWait(project: SupervisedProject): Promise<void> {
  const { pid, incarnation } = await project.when('web', 'is up', (now) => now.pid !== null)
  if (pid !== null) process.kill(pid, 'SIGKILL')
  await project.when('web', 'is back', (now) => now.state === 'up' && now.incarnation > incarnation && now.pid !== null)
}

/** Waits until it is up for so much longer that a silence would have been noticed. */
async function outlastLimit(project: SupervisedProject): Promise<void> {
  const { upMs, incarnation } = await project.process('web')
  await project.when('web', 'outlasts the limit', (now) => now.upMs > upMs + longerThanLimitMs)
  expect(await project.process('web')).toMatchObject({ incarnation, hangs: 0 })
}

async function mountTmpfs(directory: string, options: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  await run('mount', ['-t', 'tmpfs', '-o', `${options},mode=700`, 'tmpfs', directory])
  onTestFinished(async () => { await run('umount', ['--lazy', directory]) })
}
