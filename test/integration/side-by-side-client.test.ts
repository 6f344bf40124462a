import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

import { describe, expect, onTestFinished, test } from 'vitest'

import { firstAnswer } from '../benchmarks/side-by-side/first-answer.ts'
import { judgeLoad } from '../benchmarks/side-by-side/judge-load.ts'
import { type Load, type OpenLoop, openLoop, type Outcome, type Request } from '../benchmarks/side-by-side/open-loop-client.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'

describe('the client counts what became of each request', () => {
  test('refused: nobody listens', async () => { await checkOutcome(await freePort(), 'refused') })

  test('reset: the server takes the request and ends the connection', async () => {
    await checkOutcome(await serve((socket) => { socket.once('data', () => { socket.resetAndDestroy() }) }), 'reset')
  })

  test('reset: the server closes in the middle of an answer', async () => {
    const half = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'
    await checkOutcome(await serve((socket) => { socket.once('data', () => { socket.end(half) }) }), 'reset')
  })

  test('hung: the server takes the request and says nothing', async () => {
    await checkOutcome(await serve((socket) => { socket.resume() }), 'hung')
  })

  test('wrong: the answer is an error', async () => {
    await checkOutcome(await serveHttp((_, response) => { response.writeHead(503).end() }), 'wrong')
  })

  test('answered: with its text', async () => {
    const done = await checkOutcome(await serveHttp((_, response) => { response.end('4711') }), 'answered')
    expect(done.every(({ text }) => text === '4711')).toBe(true)
  })
})

describe('the client asks at fixed times', () => {
  test('a server that never answers is asked again and again', async () => {
    let count = 0
    const port = await serve((socket) => { count += 1; socket.resume() })
    const client = ask(port, { hungAfterMs: 60_000 })
    await eventually('it was asked ten times', async () => Promise.resolve(count >= 10))
    expect(client.done).toEqual([])
  })

  test('the time of a request is counted from when it was due', async () => {
    const client = ask(await serveHttp((_, response) => { response.end() }), { perSecond: 100 })
    const done = await eventually('some are done', async () => Promise.resolve(client.done.length >= 5 && client.done))
    const due = done.map(({ dueAt }) => dueAt).sort((a, b) => a - b)
    for (const [index, at] of due.entries()) expect(at - (due[0] ?? 0)).toBeCloseTo(index * 10, 3)
  })

  test.each(['new', 'kept'] as const)('%s connections are that', async (connections) => {
    let count = 0
    const port = await serveHttp((_, response) => { response.end() }, () => { count += 1 })
    const client = ask(port, { connections, perSecond: 50 })
    await eventually('ten are done', async () => Promise.resolve(client.done.length >= 10))
    const { length } = await client.stop()
    if (connections === 'new') expect(count).toBe(length)
    else expect(count).toBeLessThan(length)
  })
})

describe('a crash is charged with what failed through it', () => {
  test('each failed request counts once, for the crash before it, or for the one that it was taken into', () => {
    const requests = [
      request(100, 'answered', 101), request(495, 'reset', 500), request(510, 'refused', 511), request(600, 'hung', 2_600),
      request(700, 'answered', 720), request(2_995, 'reset', 3_001), request(3_005, 'wrong', 3_010), request(3_050, 'answered', 3_100),
    ]
    expect(judgeLoad(requests, [500, 3_000])).toEqual([
      { refused: 1, reset: 1, hung: 1, wrong: 0, silenceMs: 619 },
      { refused: 0, reset: 1, hung: 0, wrong: 1, silenceMs: 2_380 },
    ])
  })
})

describe('the first answer', () => {
  test('is not lost with a request that nobody will ever answer', async () => {
    let count = 0
    const port = await serve((socket) => {
      count += 1
      socket.once('data', () => { if (count > 1) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n123') })
    })
    expect(await first(port, {})).toMatchObject({ text: '123' })
  })

  test('is not that of the process that was struck', async () => {
    let count = 0
    const port = await serveHttp((_, response) => { response.end((count += 1) < 5 ? 'old' : 'new') })
    expect(await first(port, { notFrom: 'old' })).toMatchObject({ text: 'new' })
    expect(await first(port, { notFrom: 'new', deadlineMs: 100 })).toBeUndefined()
  })

  test('is waited for while connections are refused', async () => {
    const port = await freePort()
    const answer = first(port, {})
    const server = createHttpServer((_, response) => { response.end('up') }).listen(port, '127.0.0.1')
    onTestFinished(() => { server.close() })
    expect(await answer).toMatchObject({ text: 'up' })
  })
})

async function checkOutcome(port: number, outcome: Outcome): Promise<readonly Request[]> {
  const client = ask(port, {})
  await eventually('some are done', async () => Promise.resolve(client.done.length >= 3))
  const done = await client.stop()
  expect(new Set(done.map((one) => one.outcome))).toEqual(new Set([outcome]))
  return done
}

// A machine that is busy may stall an answer for longer than what hangs here has to wait for its verdict.
function ask(port: number, load: Partial<Load>): OpenLoop {
  const client = openLoop({ port, path: '/', perSecond: 200, connections: 'new', hungAfterMs: 1_000, ...load })
  onTestFinished(() => { void client.stop() })
  return client
}

async function first(port: number, options: { readonly notFrom?: string; readonly deadlineMs?: number }) {
  return firstAnswer({ port, program: { path: '/' } }, { deadlineMs: 20_000, ...options })
}

function request(dueAt: number, outcome: Outcome, doneAt: number): Request {
  return { dueAt, doneAt, outcome, text: '' }
}

async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  return listen(createServer((socket) => { onConnection(socket.on('error', () => undefined)) }))
}

async function serveHttp(answer: RequestListener, onConnection: () => void = () => undefined): Promise<number> {
  return listen(createHttpServer(answer).on('connection', onConnection))
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => { sockets.add(socket) })
  onTestFinished(() => { server.close(); for (const socket of sockets) socket.destroy() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return (server.address() as AddressInfo).port
}
