import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { connectAll, jsonOf, tryToConnect, type Where } from '../helpers/connect-to.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

interface Plan {
  readonly listen: readonly object[]
  readonly first?: 'try' | 'unlink'
  readonly waitFor?: string
}

describe('exactly what the program asked for is held', () => {
  test('127.0.0.1 is not reachable elsewhere, before and after', async () => {
    const port = await freePort()
    const project = await start({ listen: [{ port, host: '127.0.0.1' }] })
    for (let round = 0; round < 2; round += 1) {
      expect((await project.process('web')).held).toEqual([{ host: '127.0.0.1', port }])
      expect(await tryToConnect({ port, host: '::1' })).toBe('ECONNREFUSED')
      expect(await answerAfterKill(project, { port, host: '127.0.0.1' })).toMatchObject({ address: { address: '127.0.0.1', family: 'IPv4', port } })
    }
  })

  test('::1, every address, and IPv6 alone', async () => {
    const [one, every, six] = await Promise.all([freePort(), freePort(), freePort()])
    const project = await start({ listen: [{ port: one, host: '::1' }, { port: every }, { port: six, host: '::', ipv6Only: true }] })
    await project.when('web', 'holds three', ({ held }) => held.length === 3)
    expect(await answerAfterKill(project, { port: one, host: '::1' })).toMatchObject({ address: { address: '::1', port: one } })
    for (const host of ['127.0.0.1', '::1']) expect(await jsonOf({ port: every, host })).toMatchObject({ address: { address: '::', port: every } })
    expect(await jsonOf({ port: six, host: '::1' })).toMatchObject({ address: { address: '::', port: six } })
    expect(await tryToConnect({ port: six, host: '127.0.0.1' })).toBe('ECONNREFUSED')
    expect(await tryToConnect({ port: one, host: '127.0.0.1' })).toBe('ECONNREFUSED')
    expect(await project.process('web')).toMatchObject({ crashes: 1 })
  })

  test('a thousand connections wait while it starts', async () => {
    const port = await freePort()
    const listen = [{ port, host: '127.0.0.1' }]
    const project = await start({ listen })
    await plan(project, { listen, waitFor: 'go' })
    process.kill((await project.process('web')).pid ?? 0, 'SIGKILL')
    await project.when('web', 'begins again', ({ restarts, pid }) => restarts === 1 && pid !== null)
    const sockets = await connectAll(1_000, { port, host: '127.0.0.1' })
    await writeFile(join(project.folder, 'go'), '')
    await Promise.all(sockets.map(async (socket) => {
      socket.end('GET / HTTP/1.0\r\n\r\n')
      for await (const chunk of socket) if (String(chunk).includes('200 OK')) return
      throw new Error('a connection that waited was not answered')
    }))
  })

  test.each(['unlink', undefined] as const)('a Unix socket; before it listens: %s', async (first) => {
    const project = await start({ listen: [{ path: 'app.sock' }], ...(first && { first }) })
    const socketPath = join(project.folder, 'app.sock')
    for (let round = 0; round < 2; round += 1) {
      expect((await project.process('web')).held).toEqual([{ host: socketPath, port: null }])
      expect(await answerAfterKill(project, { socketPath })).toMatchObject({ address: 'app.sock' })
    }
    await project.crashOnly('stop', 'web')
    expect(await tryToConnect({ path: socketPath })).toBe('ENOENT')
  })
})

describe('a program that does something else in its next life', () => {
  test('it changes its port: the old one refuses, the new one is held', async () => {
    const [before, after] = await Promise.all([freePort(), freePort()])
    const project = await start({ listen: [{ port: before, host: '127.0.0.1' }] })
    await plan(project, { listen: [{ port: after, host: '127.0.0.1' }] })
    await kill(project)
    await project.when('web', 'holds the new one alone', ({ held }) => held.length === 1 && held[0]?.port === after)
    expect(await tryToConnect({ port: before, host: '127.0.0.1' })).toBe('ECONNREFUSED')
    expect(await answerAfterKill(project, { port: after, host: '127.0.0.1' })).toBeDefined()
    expect((await project.crashOnly('events')).stdout).toContain(`its socket 127.0.0.1:${before}: the program does not listen there; it is not held any longer`)
  })

  test('the same port on other addresses: it listens there, and did not die of what was held', async () => {
    const port = await freePort()
    const project = await start({ listen: [{ port, host: '127.0.0.1' }] })
    for (const options of [{ port }, { port, host: '127.0.0.1' }, { port, host: '0.0.0.0' }]) {
      await plan(project, { listen: [options] })
      const { pid } = await kill(project)
      await eventually('it listens as it wants', async () => (await jsonOf({ port, host: '127.0.0.1' }) as { pid: number }).pid !== pid)
      await project.when('web', 'is held', ({ held, state }) => held.length === 1 && state === 'up')
    }
    expect(await project.process('web')).toMatchObject({ crashes: 3, held: [{ host: '0.0.0.0', port }] })
  })

  test('it does not listen any more: the port refuses', async () => {
    const port = await freePort()
    const project = await start({ listen: [{ port, host: '127.0.0.1' }] })
    await plan(project, { listen: [] })
    await kill(project)
    await eventually('the port refuses', async () => (await tryToConnect({ port, host: '127.0.0.1' })) === 'ECONNREFUSED')
    expect((await project.process('web')).held).toEqual([])
  })
})

describe('a program notices nothing', () => {
  test('it tries its port before it listens on it in earnest', async () => {
    const port = await freePort()
    const project = await start({ listen: [{ port, host: '127.0.0.1' }], first: 'try' })
    for (let round = 0; round < 3; round += 1) {
      await project.when('web', 'is held', ({ held, state }) => held.length === 1 && state === 'up')
      expect(await answerAfterKill(project, { port, host: '127.0.0.1' })).toBeDefined()
    }
    expect(await project.process('web')).toMatchObject({ crashes: 3 })
  })

  test('it ends by itself when it has nothing to do, and hears nothing of the death of a restarter', async () => {
    const ends = "process.on('message', () => {}); process.on('disconnect', () => console.log('disconnected')); setTimeout(() => console.log('ends'), 100)"
    const goesOn = "process.on('disconnect', () => console.log('disconnected')); require('http').createServer().listen(Number(process.env.PORT), '127.0.0.1')"
    const project = await makeProject({ 'crash-only.json': configOf({ ends: ['node', '-e', ends], goesOn: ['node', '-e', goesOn] }) }, { env: { PORT: String(await freePort()) } })
    await project.crashOnly('start')
    await project.when('ends', 'ended', ({ lastCrash }) => lastCrash?.reason === 'ended by itself (exit code 0)')
    await project.when('goesOn', 'is held', ({ held }) => held.length === 1)
    const { pid } = await project.process('goesOn')
    process.kill((await project.status()).supervision.restarter?.pid ?? 0, 'SIGKILL')
    await eventually('it was adopted', async () => (await project.events()).some(({ event, name }) => event === 'adopted' && name === 'goesOn'))
    expect(await project.process('goesOn')).toMatchObject({ pid, crashes: 0 })
    expect((await project.crashOnly('logs', 'goesOn')).stdout).not.toContain('disconnected')
  })
})

async function start(first: Plan): Promise<SupervisedProject> {
  const config = configOf({ web: ['node', join(programs, 'listens.mjs')] })
  const project = await makeProject({ 'crash-only.json': config, 'plan.json': JSON.stringify(first) })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  await project.when('web', 'is held', ({ held }) => held.length === first.listen.length)
  return project
}

async function plan(project: SupervisedProject, next: Plan): Promise<void> {
  await writeFile(join(project.folder, 'plan.new'), JSON.stringify(next))
  await rename(join(project.folder, 'plan.new'), join(project.folder, 'plan.json'))
  await rm(join(project.folder, 'go'), { force: true })
}

async function kill(project: SupervisedProject): Promise<{ pid: number | null }> {
  const found = await project.when('web', 'is up', ({ state }) => state === 'up')
  process.kill(found.pid ?? 0, 'SIGKILL')
  return found
}

/** A request at the very instant of the death: it waits for the next incarnation, which answers. */
async function answerAfterKill(project: SupervisedProject, where: Where): Promise<unknown> {
  const { pid } = await kill(project)
  const answer = await jsonOf(where) as { readonly pid: number }
  expect(answer.pid).not.toBe(pid)
  return answer
}
