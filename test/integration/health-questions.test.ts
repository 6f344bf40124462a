import { spawn } from 'node:child_process'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { readdir, readFile } from 'node:fs/promises'

import { describe, expect, onTestFinished, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { askCommand } from '../../extension/supervision/src/checker/ask-command.ts'
import { askHttp } from '../../extension/supervision/src/checker/ask-http.ts'
import { askTcp } from '../../extension/supervision/src/checker/ask-tcp.ts'
import type { Answer } from '../../extension/supervision/src/checker/judge-health.ts'

const { signal } = new AbortController()
const good = { kind: 'good' }

describe('GET', () => {
  checkHttp('200 is good', (_, response) => { response.end('ok') }, good)
  checkHttp('204 is good', (_, response) => { response.writeHead(204).end() }, good)
  checkHttp('503 is bad, and the status is told', (_, response) => { response.writeHead(503).end('down') }, { kind: 'bad', why: 'GET URL: 503' })
  checkHttp('a redirect is not followed', (_, response) => { response.writeHead(302, { location: '/' }).end() },
    { kind: 'bad', why: 'GET URL: 302, a redirect; these are not followed' })
  checkHttp('no answer is none', () => undefined, { kind: 'none', why: 'GET URL: no answer within 0.3 s' })
  checkHttp('a body that never ends is none', (_, response) => { response.write('x') }, { kind: 'none', why: 'GET URL: no answer within 0.3 s' })
  checkHttp('a byte now and then does not put the limit off', (_, response) => { setInterval(() => { response.write('x') }, 50).unref() },
    { kind: 'none', why: 'GET URL: no answer within 0.3 s' })
  checkHttp('of an endless body 64 KB are enough', (_, response) => { setInterval(() => { response.write('x'.repeat(40_000)) }, 10).unref() }, good)
  checkHttp('the connection is closed without an answer', (request) => { request.socket.destroy() },
    { kind: 'bad', why: 'GET URL: the connection was closed without an answer' })

  test('something that is not HTTP is said to be that', async () => {
    const port = await listen((socket) => { socket.end('SSH-2.0-OpenSSH_9.2\r\n') })
    expect(await get(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'bad', why: `GET http://127.0.0.1:${port}/: the answer is not HTTP` })
  })

  test('nobody listens: refused', async () => {
    expect(await get('http://127.0.0.1:1/')).toEqual({ kind: 'bad', why: 'GET http://127.0.0.1:1/: connection refused' })
  })
})

describe('a TCP connection', () => {
  test('is good; one that is refused is bad', async () => {
    const port = await listen((socket) => { socket.resume() })
    expect(await askTcp({ host: '127.0.0.1', port }, { timeoutMs: 1_000, signal })).toEqual(good)
    expect(await askTcp({ host: '127.0.0.1', port: 1 }, { timeoutMs: 1_000, signal }))
      .toEqual({ kind: 'bad', why: 'connecting to 127.0.0.1:1: connection refused' })
  })
})

describe('a command', () => {
  checkCommand('exit 0 is good', 'exit 0', good)
  checkCommand('another exit is bad, with the last line that it printed', 'echo first; echo "no rows" >&2; exit 3',
    { kind: 'bad', why: 'the check command exited with 3: no rows' })
  checkCommand('a signal is named', 'kill -SEGV $$', { kind: 'bad', why: 'the check command was killed by SIGSEGV' })
  checkCommand('it gets the name, the pid and the environment of the process', 'test "$CRASH_ONLY_NAME $CRASH_ONLY_PID $A" = "web 4711 b"', good)
  checkCommand('a program that is not there is said to be that', ['/nowhere/check'],
    { kind: 'bad', why: 'cannot run the check command: there is no such file' })
  checkCommand('one that ends well and leaves a child in the background is good', 'sleep 1000 & exit 0', good)
  checkCommand('one that hangs is none; its children die with it', 'sleep 1000 & setsid -f sleep 1000; sleep 1000',
    { kind: 'none', why: 'the check command did not end within 0.3 s' })
})

function checkHttp(title: string, handler: RequestListener, expected: object): void {
  test(title, async () => {
    const server = createHttpServer(handler).listen(0, '127.0.0.1')
    onTestFinished(() => { server.close(); server.closeAllConnections() })
    await new Promise((resolve) => { server.once('listening', resolve) })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`
    expect(JSON.parse(JSON.stringify(await get(url)).replaceAll(url, 'URL'))).toEqual(expected)
  })
}

let projects = 0

function checkCommand(title: string, command: string | readonly string[], expected: object): void {
  test(title, async () => {
    projects += 1
    const project = `${process.pid}-${projects}`
    const question = { name: 'web', pid: 4_711, cwd: '/', env: { A: 'b' }, command, timeoutMs: title.includes('hangs') ? 300 : 5_000 }
    expect(await askCommand({ ...question, place: { project, programs: '/nowhere' } }, signal)).toEqual(expected)
    await eventually('nothing of it is left', async () => (await leftOf(project)) === 0)
  })
}

async function leftOf(project: string): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const environments = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')))
  return environments.filter((text) => text.includes(`CRASH_ONLY_CHECK=${project}/web`)).length
}

async function get(url: string): Promise<Answer> {
  return askHttp(url, { timeoutMs: 300, signal })
}

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection).listen(0, '127.0.0.1')
  onTestFinished(() => { server.close() })
  await new Promise((resolve) => { server.once('listening', resolve) })
  return (server.address() as AddressInfo).port
}

test('the memory of a group is that of all its members, and a page that they share counts once', async () => {
  const { GroupMemory } = await import('../../extension/supervision/src/platform/group-memory.ts')
  const eats = 'import os, time; x = bytearray(100_000_000); x[::4096] = b"x" * len(x[::4096]); os.fork(); os.fork(); time.sleep(1000)'
  const { pid = 0 } = spawn('python3', ['-c', eats], { detached: true, stdio: 'ignore' })
  onTestFinished(() => { process.kill(-pid, 'SIGKILL') })
  const memory = new GroupMemory()
  const usedAt = async (limitMb: number): Promise<number> => (await memory.usedMb(new Map([[pid, limitMb]]))).get(pid) ?? 0
  await eventually('all four have it', async () => (await usedAt(10_000)) > 400)
  expect(await usedAt(200)).toBeGreaterThan(100)
  expect(await usedAt(200)).toBeLessThan(200)
})
