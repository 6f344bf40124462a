import { execFile } from 'node:child_process'
import { chown, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, onTestFinished, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { startLoad } from '../helpers/client-load.ts'
import { jsonOf, tryToConnect } from '../helpers/connect-to.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs, projectIn, type SupervisedProject } from '../helpers/supervised-project.ts'

const listens = ['node', join(programs, 'listens.mjs')]
const host = '127.0.0.1'

describe('what the configuration says is held before the first start', () => {
  test('a program in another language takes its sockets by LISTEN_FDS, and is killed under load: nobody is refused', async () => {
    const [one, two] = await Promise.all([freePort(), freePort()])
    const command = ['python3', join(programs, 'takes-sockets.py')]
    const project = await start({ web: { command, hold: [`${host}:${one}`, `[::1]:${two}`] } })
    const load = startLoad('http', one)
    for (const incarnation of [1, 2, 3]) {
      const { pid, held } = await project.when('web', 'is up', (web) => web.restarts === incarnation - 1 && web.state === 'up')
      expect(held).toEqual([{ host, port: one }, { host: '::1', port: two }])
      await eventually('it answers', async () => (await answerOf(one)) === String(pid))
      expect(await tryToConnect({ host: '::1', port: two })).toBe('connected')
      process.kill(pid ?? 0, 'SIGKILL')
    }
    await eventually('the fourth answers', async () => answerOf(one))
    await load.end()
    expect(load.refused()).toBe(0)
    expect((await project.crashOnly('logs')).stdout).toContain(`names ${host}-${one}:[--1]-${two}`)
  })

  test('a chain: the Node program in it takes the socket', async () => {
    const port = await freePort()
    const project = await start({ web: { command: `node -e 0 && ${listens.join(' ')}; exit 1`, hold: [`${host}:${port}`] } }, { listen: [{ port, host }] })
    await project.when('web', 'is up', ({ state, heartbeats }) => state === 'up' && heartbeats.some(({ phase }) => phase === 'serving'))
    const load = startLoad('http', port)
    process.kill((await project.process('web')).pid ?? 0, 'SIGKILL')
    await project.when('web', 'is up again', ({ state, restarts }) => state === 'up' && restarts === 1)
    await eventually('it answers', async () => answerOf(port))
    await load.end()
    expect(load.refused()).toBe(0)
  })

  test('TypeScript by tsx: it passes the socket on to the program that it starts', async () => {
    const port = await freePort()
    const tsx = join(programs, '../../node_modules/.bin/tsx')
    const web = { command: [tsx, join(programs, 'servers/typescript.ts')], env: { PORT: String(port) }, hold: [`${host}:${port}`] }
    const project = await start({ web })
    const load = startLoad('http', port)
    for (const incarnation of [1, 2]) {
      const { pid } = await project.when('web', 'is up', (process) => process.restarts === incarnation - 1 && process.state === 'up')
      process.kill(pid ?? 0, 'SIGKILL')
    }
    await project.when('web', 'is up', (process) => process.restarts === 2 && process.state === 'up')
    await load.end()
    expect(load.refused()).toBe(0)
    expect(await answerOf(port)).toBeDefined()
  })

  test('a Node program: refused until it first listens, for it may not want the port at all; a Unix socket, too', async () => {
    const port = await freePort()
    const plan = { listen: [{ port, host }, { path: 'app.sock' }], waitFor: 'go', first: 'unlink' }
    const project = await start({ web: { command: listens, hold: [`${host}:${port}`, './app.sock'] } }, { ...plan, first: undefined })
    const socketPath = join(project.folder, 'app.sock')
    const places = [{ host, port }, { host: socketPath, port: null }]
    expect((await project.process('web')).held).toEqual(places)
    expect(await tryToConnect({ port, host })).toBe('ECONNREFUSED')
    expect(await tryToConnect({ path: socketPath })).toBe('ECONNREFUSED')
    await writeFile(join(project.folder, 'go'), '')
    await eventually('it answers', async () => answerOf(port))
    const { pid } = await project.process('web')
    process.kill(pid ?? 0, 'SIGKILL')
    expect(await jsonOf({ socketPath })).toMatchObject({ address: 'app.sock' })
    expect((await project.crashOnly('status')).stdout).toContain(`web: holds ${host}:${port}, ${socketPath} while it restarts`)
  })

  test('kill -9 of everything leaves a Unix socket behind: the next start removes it', async () => {
    const project = await start({ web: { command: listens, hold: ['./app.sock'] } }, { listen: [{ path: 'app.sock' }] })
    await project.killAll()
    const socket = { path: join(project.folder, 'app.sock') }
    await eventually('nobody listens', async () => (await tryToConnect(socket)) === 'ECONNREFUSED') // the kernel closes files after it forgot the environment
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
    await eventually('it answers', async () => jsonOf({ socketPath: socket.path }))
    expect(await project.process('web')).toMatchObject({ advice: null })
  })
})

describe('what cannot be held is one line in the journal and in status, and the program is started without', () => {
  test('a port that a stranger has: with its pid', async () => {
    const stranger = await listenAt({ host })
    const port = portOf(stranger)
    const project = await start({ web: { command: listens, hold: [`${host}:${port}`] } }, { listen: [] })
    await checkAdvice(project, `cannot hold ${host}:${port}: node (pid ${process.pid}) listens there (stop that, or choose another port, until then it is started without)`)
    stranger.close()
    process.kill((await project.process('web')).pid ?? 0, 'SIGKILL')
    await project.when('web', 'has it at its next start', ({ held, advice }) => held.length === 1 && advice === null)
  })

  test('a host name that does not resolve, an address of another machine, a folder that is not there', async () => {
    const hold = ['no-such-host.invalid:4000', '203.0.113.1:4000', './none/app.sock']
    const project = await start({ web: { command: listens, hold } }, { listen: [] })
    await checkAdvice(project, [
      'cannot hold no-such-host.invalid:4000: the host name does not resolve (correct it in "hold", until then it is started without)',
      'cannot hold 203.0.113.1:4000: this machine does not have the address (correct it in "hold", until then it is started without)',
      `cannot hold ${join(project.folder, 'none/app.sock')}: its folder does not exist (create the folder, until then it is started without)`,
    ].join('; '))
  })

  test.skipIf(process.getuid?.() !== 0)('a port below 1024 without rights', async () => {
    const port = 999
    const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: { web: { command: listens, hold: [port] } } }), 'plan.json': '{"listen":[]}' })
    const nobody = 65_534
    await promisify(execFile)('chown', ['-R', String(nobody), dirname(project.folder)])
    await chown(dirname(project.folder), nobody, nobody)
    const asNobody = projectIn(project.folder, project.env, process.execPath, nobody)
    expect(await asNobody.crashOnly('start')).toMatchObject({ code: 0, stderr: '' })
    const unprivileged = Number((await promisify(execFile)('cat', ['/proc/sys/net/ipv4/ip_unprivileged_port_start'])).stdout)
    expect(unprivileged, 'this machine lets everybody have every port').toBeGreaterThan(port)
    await checkAdvice(asNobody, `cannot hold *:${port}: ports below 1024 need rights that this user does not have (choose another port, until then it is started without)`)
  })

  test('what the program does not take, and what it listens on in another way', async () => {
    const [unused, wide] = await Promise.all([freePort(), freePort()])
    const project = await start({ web: { command: listens, hold: [unused, wide] } }, { listen: [{ port: wide, host }] })
    await project.when('web', 'holds what it listens on', ({ held }) => held.length === 1 && held[0]?.host === host)
    await checkAdvice(project, new RegExp(`\\*:${unused} is not held: the program does not listen there \\(correct "hold"\\)`, 'u'))
    await checkAdvice(project, new RegExp(`\\*:${wide} is not held: the program listens on the same port in another way \\(correct "hold"\\)`, 'u'))
    expect(await project.process('web')).toMatchObject({ crashes: 0 })
  })

  test('a program in another language that binds by itself: it dies of it once, then it is not held', async () => {
    const port = await freePort()
    const command = ['python3', '-u', '-c', `import http.server; http.server.HTTPServer(('${host}', ${port}), http.server.SimpleHTTPRequestHandler).serve_forever()`]
    const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: { web: { command, hold: [`${host}:${port}`] } } }) })
    expect(await project.crashOnly('start')).toMatchObject({ code: 111, stderr: expect.stringContaining(`${host}:${port} was held for it; not any more`) as string })
    await project.when('web', 'is up', ({ state }) => state === 'up')
    await eventually('it answers', async () => answerOf(port))
    await checkAdvice(project, `${host}:${port} is not held: it listens by itself instead of taking what is held (correct "hold")`)
    expect(await project.process('web')).toMatchObject({ crashes: 1, held: [] })
  })
})

describe('two processes that want one port', () => {
  test('at the first start: nothing is left running, and the line says for whom it is held', async () => {
    const port = await freePort()
    const config = { a: { command: listens }, b: { command: listens, needs: ['a'] } }
    const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: config }), 'plan.json': JSON.stringify({ listen: [{ port, host }] }) })
    const { code, stderr } = await project.crashOnly('start')
    expect(stderr).toMatch(/^crash-only: b cannot start: .*EADDRINUSE.* \(the port is held for a: two processes want it, give one of them another\) \([^\n]*nothing is left running\)\n$/u)
    expect(code).toBe(111)
  })

  test('later: the report of the second says for whom it is held, and the first goes on', async () => {
    const port = await freePort()
    const second = { command: ['node', '-e', 'require("http").createServer().listen(+require("fs").readFileSync("port"))'] }
    const project = await makeProject({
      'crash-only.json': JSON.stringify({ processes: { a: { command: listens, hold: [port] }, b: second } }),
      'plan.json': JSON.stringify({ listen: [{ port }] }), port: '0',
    })
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
    await writeFile(join(project.folder, 'port'), String(port))
    process.kill((await project.process('b')).pid ?? 0, 'SIGKILL')
    const { lastCrash } = await project.when('b', 'dies of it', ({ crashes }) => crashes > 1)
    expect(lastCrash?.reason).toMatch(/EADDRINUSE.* \(the port is held for a: two processes want it, give one of them another\)$/u)
    expect(await project.process('a')).toMatchObject({ state: 'up', crashes: 0 })
  })
})

async function start(processes: Readonly<Record<string, object>>, plan?: object): Promise<SupervisedProject> {
  const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes }), ...(plan && { 'plan.json': JSON.stringify(plan) }) })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0, stderr: '' })
  return project
}

/** The same line is what status advises, and stands in the journal. */
async function checkAdvice(project: SupervisedProject, expected: string | RegExp): Promise<void> {
  const matches = (text: string | null): boolean => text !== null && (typeof expected === 'string' ? text === expected : expected.test(text))
  const { advice } = await project.when('web', 'has the advice', (web) => matches(web.advice))
  expect((await project.crashOnly('status')).stdout).toContain(`web: ${advice ?? ''}`)
  const told = (await project.crashOnly('events')).stdout
  for (const line of advice?.split('; ').filter((part) => part.includes('hold')) ?? []) if (typeof expected === 'string') expect(told).toContain(line)
}

async function listenAt(options: { host: string }): Promise<Server> {
  const server = createServer().listen({ ...options, port: 0 })
  onTestFinished(() => { server.close() })
  await eventually('it listens', async () => Promise.resolve(server.listening))
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
