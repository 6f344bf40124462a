import { chown, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { ControlLink } from '../src/project/control-link.ts'
import type { Roles } from '../src/project/control-socket.ts'
import type { Guard } from '../src/project/guard.ts'
import { temporaryFolder } from './temporary-folder.ts'

const untilLost = { timeout: 30_000 }

test('where nobody listens and nothing should run, nobody is missed', async () => {
  const { link } = await linkTo({ isWanted: false })
  await link.connect()
  expect(link.guard).toEqual({ kind: 'none' })
})

test('a restarter that answers is known when `connect` resolves', async () => {
  const { link, socketPath } = await linkTo({ isWanted: true })
  await serveRoles(socketPath, { restarterPid: 10, watchdogPid: 11 })
  await link.connect()
  expect(link.guard).toEqual({ kind: 'guarded', restarterPid: 10, watchdogPid: 11 })
})

test('what the restarter knows of its programs is known, and stays so until there is no restarter any more', async () => {
  const wish = { isWanted: true }
  const { link, socketPath } = await linkTo(wish)
  const web = { name: 'web', spare: { level: 'warm', pid: 12 }, held: [{ host: '127.0.0.1', port: 3000 }], advice: null }
  const older = { name: 'db' } as typeof web
  const restarter = await serveRoles(socketPath, { restarterPid: 10, watchdogPid: 11, processes: [web, older] })
  await link.connect()
  expect(link.processes).toEqual([web, { name: 'db', spare: null, held: [], advice: null }])
  await restarter.die()
  await expect.poll(() => link.guard.kind).toBe('reconnecting')
  expect(link.processes).toHaveLength(2)
  wish.isWanted = false
  link.look()
  await becomes(link, { kind: 'none' })
  expect(link.processes).toEqual([])
})

test('a spare that is made later is seen: it is asked for again after something became of the program', async () => {
  const { link, socketPath } = await linkTo({ isWanted: true })
  const asked = { times: 0 }
  await listen(socketPath, (socket) => {
    socket.on('data', () => {
      asked.times += 1
      // Not yet when it connects, nor when it asks at once.
      const spare = asked.times < 3 ? null : { level: 'warm', pid: 12 }
      socket.write(`${JSON.stringify({ id: '1', ok: true, restarterPid: 10, watchdogPid: 11, processes: [{ name: 'web', spare }] })}\n`)
    })
  })
  await link.connect()
  link.lookAtProgramsAgain()
  await expect.poll(() => link.processes[0]?.spare, { timeout: 15_000 }).toEqual({ level: 'warm', pid: 12 })
})

test("a restarter's death is seen, and its successor is found", async () => {
  const { link, socketPath, seen } = await linkTo({ isWanted: true })
  const first = await serveRoles(socketPath, { restarterPid: 10, watchdogPid: 11 })
  await link.connect()
  await first.die()
  await expect.poll(() => link.guard.kind).toBe('reconnecting')
  await serveRoles(socketPath, { restarterPid: 20, watchdogPid: 11 })
  await becomes(link, { kind: 'guarded', restarterPid: 20, watchdogPid: 11 })
  expect(seen.map(({ kind }) => kind)).toEqual(['guarded', 'reconnecting', 'guarded'])
})

test('when the project has ended, the end of the connection is no loss', async () => {
  const wish = { isWanted: true }
  const { link, socketPath } = await linkTo(wish)
  const restarter = await serveRoles(socketPath, { restarterPid: 10, watchdogPid: 11 })
  await link.connect()
  wish.isWanted = false
  await restarter.die()
  await becomes(link, { kind: 'none' })
})

test('a restarter that stays away for five seconds is lost, and found when it comes after all', untilLost, async () => {
  const { link, socketPath } = await linkTo({ isWanted: true })
  await link.connect()
  await becomes(link, { kind: 'lost' })
  await serveRoles(socketPath, { restarterPid: 20, watchdogPid: 21 })
  link.look()
  await becomes(link, { kind: 'guarded', restarterPid: 20, watchdogPid: 21 })
})

test('a watchdog that introduces itself late is asked for again', async () => {
  const { link, socketPath } = await linkTo({ isWanted: true })
  const roles: { -readonly [Key in 'restarterPid' | 'watchdogPid']: Roles[Key] } = { restarterPid: 10, watchdogPid: null }
  await serveRoles(socketPath, roles)
  await link.connect()
  expect(link.guard).toEqual({ kind: 'guarded', restarterPid: 10, watchdogPid: null })
  roles.watchdogPid = 11
  await becomes(link, { kind: 'guarded', restarterPid: 10, watchdogPid: 11 })
})

test.each([
  ['says so', { id: '1', ok: true, version: 2, restarterPid: 10, watchdogPid: 11 }],
  ['answers in another way', { id: '1', ok: true, guards: [] }],
  ['does not understand us', { id: null, ok: false, error: 'not a request of version 2' }],
])('one of another version, which %s, is not taken for ours, and is asked to pause nothing; when it has ended, it is not missed', async (_how, reply) => {
  const { link, socketPath } = await linkTo({ isWanted: false })
  const asked: string[] = []
  const other = await serveReplies(socketPath, (request) => { asked.push(request); return reply })
  await link.connect()
  expect(link.guard).toEqual({ kind: 'other-version' })
  expect(link.pause('web', 1_000)).toBe(false)
  link.look()
  await expect.poll(() => asked.length).toBe(2)
  expect(asked.map((text) => (JSON.parse(text) as { do: string }).do)).toEqual(['roles', 'roles'])
  await other.die()
  await becomes(link, { kind: 'none' })
})

test.skipIf(process.getuid?.() !== 0)('a socket of another user is not even asked', async () => {
  const { link, socketPath } = await linkTo({ isWanted: false })
  const asked: string[] = []
  await serveReplies(socketPath, (request) => { asked.push(request); return { id: '1', ok: true, restarterPid: 10 } })
  await chown(socketPath, 1234, 1234)
  await link.connect()
  expect(link.guard).toEqual({ kind: 'none' })
  expect(asked).toEqual([])
})

test('something that takes connections and closes them is no restarter', untilLost, async () => {
  const { link, socketPath } = await linkTo({ isWanted: true })
  const connections = { count: 0 }
  await listen(socketPath, (socket) => { connections.count += 1; socket.destroy() })
  await link.connect()
  await becomes(link, { kind: 'lost' })
  expect(connections.count).toBeLessThan(20)
})

async function linkTo(wish: { isWanted: boolean }) {
  const socketPath = join(await temporaryFolder(), 'control.sock')
  const seen: Guard[] = []
  const link: ControlLink = new ControlLink({
    socketPath,
    isWanted: async () => Promise.resolve(wish.isWanted),
    onChange: () => seen.push(link.guard),
  })
  onTestFinished(() => { link.dispose() })
  return { link, socketPath, seen }
}

async function serveRoles(socketPath: string, roles: Partial<Roles>) {
  return serveReplies(socketPath, () => ({ id: '1', ok: true, ...roles }))
}

async function serveReplies(socketPath: string, replyTo: (request: string) => object) {
  const sockets = new Set<Socket>()
  const server = await listen(socketPath, (socket) => {
    sockets.add(socket)
    socket.on('data', (request) => socket.write(`${JSON.stringify(replyTo(String(request)))}\n`))
  })
  const die = async (): Promise<void> => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await rm(socketPath, { force: true })
  }
  return { die }
}

async function listen(socketPath: string, serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  onTestFinished(() => { server.close() })
  return server
}

async function becomes(link: ControlLink, guard: Guard): Promise<void> {
  await expect.poll(() => link.guard, { timeout: 15_000 }).toEqual(guard)
}
