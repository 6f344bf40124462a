import { spawn } from 'node:child_process'
import { access, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import type { RelayOrder } from '../../extension/supervision/src/state/relay-types.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

// Nothing here opens a watchdog device: that is done in virtual machines only (test/virtual-machine).
const stale = ['--stale-after', '3s']

describe('a relay that touches a file', () => {
  test('it touches while the watchdog looks, and no more once nobody does; back in time it goes on', async () => {
    const { project, file } = await serve()
    expect(await project.crashOnly('relay', '--file', file, ...stale)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^armed: /u) as string })
    await checkTouched(file)
    const { restarter, watchdog, relay } = (await project.status()).supervision
    expect(relay).toMatchObject({ state: 'armed', target: file, timeoutMs: null })
    for (const role of [restarter, watchdog]) process.kill(role?.pid ?? 0, 'SIGSTOP')
    await eventually('it starves', async () => (await recordOf(project)).state === 'starving')
    const before = (await stat(file)).mtimeMs
    // That takes ten seconds: as long as the watchdog may be silent.
    expect(await project.crashOnly('check')).toMatchObject({ code: 250, stdout: expect.stringContaining('the watchdog has not looked') as string })
    expect((await stat(file)).mtimeMs).toBe(before)
    for (const role of [watchdog, restarter]) process.kill(role?.pid ?? 0, 'SIGCONT')
    await eventually('it is armed again', async () => (await recordOf(project)).state === 'armed')
    expect((await stat(file)).mtimeMs).toBeGreaterThan(before)
  })

  test('a critical process that was given up starves it; one that is not critical does not; what was repaired feeds it again', async () => {
    const { project, file } = await serve({ broken: { command: 'test -e repaired && exec sleep 1000', critical: true }, other: { command: 'false' } })
    await project.crashOnly('relay', '--file', file, ...stale)
    await eventually('it starves', async () => (await recordOf(project)).why.includes('nothing helped broken, which is critical'), 60_000)
    expect((await recordOf(project)).state).toBe('starving')
    await writeFile(join(project.folder, 'repaired'), '')
    await eventually('it is armed again', async () => (await recordOf(project)).state === 'armed', 60_000)
  })

  test('stopped it disarms; stopping the project does the same; the journal tells each of it once', async () => {
    const { project, file } = await serve()
    await project.crashOnly('relay', '--file', file, ...stale)
    expect(await project.crashOnly('relay', '--stop')).toMatchObject({ code: 0 })
    expect((await project.status()).supervision.relay).toBeNull()
    await project.crashOnly('relay', '--file', file, ...stale)
    await project.crashOnly('stop')
    await eventually('it is disarmed', async () => (await recordOf(project)).state === 'disarmed')
    await eventually('nothing of it is left', async () => (await project.pids()).length === 0)
    await project.crashOnly('start')
    const told = await eventually('all is told', async () => {
      const states = (await project.events()).filter(({ event, role }) => event === 'relay' && role === 'relay').map(({ data }) => data?.relay)
      return states.filter((state) => state === 'disarmed').length === 2 ? states : undefined
    })
    expect(told).toEqual(['idle', 'proving', 'armed', 'disarmed', 'idle', 'proving', 'armed', 'disarmed'])
  })

  test('killed, it is shown as lost, and another one takes over', async () => {
    const { project, file } = await serve()
    await project.crashOnly('relay', '--file', file, ...stale)
    process.kill((await recordOf(project)).pid, 'SIGKILL')
    await eventually('it is lost', async () => (await project.status()).supervision.relay?.state === 'lost')
    expect(await project.crashOnly('relay', '--stop')).toMatchObject({ code: 111 })
    expect(await project.crashOnly('relay', '--file', file, ...stale)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^armed: /u) as string })
  })

  test('asked for twice, one runs; for something else a second one is refused', async () => {
    const { project, file } = await serve()
    await project.crashOnly('relay', '--file', file, ...stale)
    const { pid } = await recordOf(project)
    expect(await project.crashOnly('relay', '--file', file, ...stale)).toMatchObject({ code: 0, stdout: expect.stringContaining('runs already') as string })
    expect(await project.crashOnly('relay', '--file', `${file}2`, ...stale)).toMatchObject({ code: 111 })
    expect((await recordOf(project)).pid).toBe(pid)
  })

  test('started before the project, it opens nothing until the watchdog looks', async () => {
    const { project, file } = await serve({}, 'not-started')
    const order: RelayOrder = { target: { kind: 'file', path: file }, staleAfterMs: 3_000 }
    await project.crashOnly('status')
    const relay = spawn(process.execPath, [relayProgram, project.paths.runtime, JSON.stringify(order)], { env: project.env, stdio: 'ignore' })
    onTestFinished(() => { relay.kill('SIGKILL') })
    await eventually('it is idle', async () => (await recordOf(project)).state === 'idle')
    await expect(access(file)).rejects.toThrow()
    await project.crashOnly('start')
    await eventually('it is armed', async () => (await recordOf(project)).state === 'armed')
    await checkTouched(file)
  })
})

describe('what is refused: one line, and nothing is opened or made', () => {
  test.each([
    [[], 100, /give one of --device PATH, --systemd, --file/u],
    [['--device', '/nope/watchdog'], 100, /cannot use \/nope\/watchdog: there is no such device/u],
    [['--device', '/dev/null'], 100, /it is no watchdog device/u],
    [['--file', '/dev/null'], 100, /it is no file \(a device is armed with --device\)/u],
    [['--systemd'], 100, /there is no NOTIFY_SOCKET/u],
    [['--systemd', '--file'], 100, /give one of/u],
    [['--file', '--timeout', '9s'], 100, /are for --device/u],
    [['--device', '/dev/null', '--timeout', 'soon'], 100, /--timeout soon: not a duration/u],
    [['--device', '/dev/null', '--timeout', '9s', '--pretimeout', '9s'], 100, /--pretimeout is time before the reset/u],
    [['--file', '--stale-after', '1s'], 100, /the watchdog looks once a second \(give 3s or more\)/u],
  ])('crash-only relay %j', async (args, code, message) => {
    const project = await makeProject({}, { env: { NOTIFY_SOCKET: undefined } })
    const result = await project.crashOnly('relay', ...args)
    expect(result.stderr).toMatch(message)
    expect(result.stderr).toMatch(/^crash-only: [^\n]+\n$/u)
    expect(result.code).toBe(code)
    await expect(access('/nope/watchdog')).rejects.toThrow()
  })

  test('a link to something that is no file is not touched, also when it is put there later', async () => {
    const { project, file } = await serve()
    await project.crashOnly('relay', '--file', file, ...stale)
    await rm(file)
    await symlink('/dev/null', file)
    const before = (await stat('/dev/null')).mtimeMs
    await project.crashOnly('check')
    await project.crashOnly('check')
    expect((await stat('/dev/null')).mtimeMs).toBe(before)
  })
})

// What a folder that somebody sends can hold. Settings of a workspace are in extension/tests/manifest.test.ts.
test('nothing in a configuration asks for a device', async () => {
  const relay = { device: '/dev/null' }
  for (const config of [{ processes: { web: { command: 'x', relay } } }, { processes: { web: { command: 'x' } }, relay }]) {
    const project = await makeProject({ 'crash-only.json': JSON.stringify(config) })
    expect(await project.crashOnly('start')).toMatchObject({ code: 100, stderr: expect.stringContaining('unknown key "relay"') as string })
  }
  const project = await makeProject({ 'crash-only.json': '{"processes":{"web":{"command":"node idle.js"}}}', 'idle.js': 'setInterval(() => {}, 1000)' })
  await project.crashOnly('start')
  const commands = await Promise.all((await project.pids()).map(async (pid) => readFile(`/proc/${pid}/cmdline`, 'utf8')))
  expect(commands.filter((text) => text.includes('relay.mjs'))).toEqual([])
})

describe('systemd\'s protocol', () => {
  test.each(['perl', 'systemd-notify'])('it is ready once health is proved, then beats, and says when it stops; sent by %s', async (sender) => {
    const { project } = await serve()
    const receiver = await receive(join(project.folder, 'notify.sock'))
    const PATH = sender === 'perl' ? project.env['PATH'] : await folderWith('systemd-notify')
    if (PATH === undefined) { expect(sender).toBe('systemd-notify'); return } // not a machine of systemd
    const order: RelayOrder = { target: { kind: 'systemd' }, staleAfterMs: 3_000 }
    const env = { ...project.env, PATH, NOTIFY_SOCKET: receiver.path, WATCHDOG_USEC: '6000000' }
    const relay = spawn(process.execPath, [relayProgram, project.paths.runtime, JSON.stringify(order)], { env, stdio: 'ignore' })
    onTestFinished(() => { relay.kill('SIGKILL') })
    await eventually('it is ready', async () => Promise.resolve(receiver.text().includes('READY=1')))
    await eventually('it beats', async () => Promise.resolve((receiver.text().match(/WATCHDOG=1/gu) ?? []).length > 2))
    expect(await recordOf(project)).toMatchObject({ state: 'armed', timeoutMs: 6_000 })
    const { restarter, watchdog } = (await project.status()).supervision
    for (const role of [restarter, watchdog]) process.kill(role?.pid ?? 0, 'SIGSTOP')
    await eventually('it starves', async () => (await recordOf(project)).state === 'starving')
    for (const role of [watchdog, restarter]) process.kill(role?.pid ?? 0, 'SIGCONT')
    await eventually('it is armed again', async () => (await recordOf(project)).state === 'armed')
    await project.crashOnly('stop')
    await eventually('it stops', async () => Promise.resolve(receiver.text().includes('STOPPING=1')))
  })
})

const relayProgram = join(import.meta.dirname, '../../extension/supervision/dist/relay.mjs')

async function serve(more: Readonly<Record<string, object>> = {}, start: 'started' | 'not-started' = 'started'): Promise<{ project: SupervisedProject; file: string }> {
  const config = { processes: { web: { command: ['node', join(programs, 'server.mjs')] }, ...more } }
  const project = await makeProject({ 'crash-only.json': JSON.stringify(config) }, { env: { PORT: String(await freePort()), NOTIFY_SOCKET: undefined } })
  if (start === 'started') await project.crashOnly('start')
  return { project, file: join(project.folder, 'beat') }
}

async function recordOf(project: SupervisedProject): Promise<{ state: string; pid: number; why: string; timeoutMs: number | null }> {
  return JSON.parse(await readFile(join(project.paths.runtime, 'relay.json'), 'utf8')) as never
}

async function checkTouched(file: string): Promise<void> {
  const { mtimeMs } = await stat(file)
  await eventually('it is touched', async () => (await stat(file)).mtimeMs > mtimeMs)
}

/** A real socket of that kind, which Node cannot make. */
async function receive(path: string): Promise<{ path: string; text: () => string }> {
  const script = '$| = 1; socket(S, 1, 2, 0); bind(S, pack("S a*", 1, $ARGV[0])) or die; print "up\\n"; while (defined recv(S, my $m, 4096, 0)) { print "$m\\n" }'
  const child = spawn('perl', ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
  await eventually('the receiver is up', async () => Promise.resolve(text.includes('up')))
  return { path, text: () => text }
}

async function folderWith(program: string): Promise<string | undefined> {
  const from = `/usr/bin/${program}`
  if (!(await access(from).then(() => true, () => false))) return undefined
  const { project } = await serve({}, 'not-started')
  await symlink(from, join(project.folder, program))
  return project.folder
}
