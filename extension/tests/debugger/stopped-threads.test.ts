import { describe, expect, test } from 'vitest'

import { likelyPids, pidOfProcessEvent } from '../../src/debugger/session-pids.ts'
import { type DebugMessage, StoppedThreads } from '../../src/debugger/stopped-threads.ts'

const stopped = (threadId?: number, all = false): DebugMessage =>
  ({ type: 'event', event: 'stopped', body: { allThreadsStopped: all, ...(threadId !== undefined && { threadId }) } })
const event = (name: string, body: DebugMessage['body'] = null): DebugMessage => ({ type: 'event', event: name, body })
const response = (command: string, success = true, body: DebugMessage['body'] = null): DebugMessage =>
  ({ type: 'response', command, success, request_seq: 7, body })
const request = (command: string, args: DebugMessage['arguments'] = null): DebugMessage => ({ type: 'request', command, seq: 7, arguments: args })

describe('a program stands still', () => {
  test('while any thread of it does', () => {
    check([stopped(1), stopped(2), event('continued', { threadId: 1, allThreadsContinued: false })], true)
    check([stopped(1), stopped(2), event('continued', { threadId: 1 })], false)
  })

  test('also when the adapter names no thread', () => { check([stopped()], true) })

  test('not before, and not when it was only asked to go on', () => {
    check([], false)
    check([stopped(1), request('continue')], true)
    check([stopped(1), request('continue'), response('continue', false)], true)
  })

  test.each(['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue'])('until %s is answered: the adapter need not tell more', (command) => {
    check([stopped(1), request(command, { threadId: 1 }), response(command)], false)
  })

  test('while another thread was let go alone', () => {
    check([stopped(1), stopped(2), request('next', { threadId: 1, singleThread: true }), response('next')], true)
    check([stopped(1), stopped(2), request('continue', { threadId: 2 }), response('continue', true, { allThreadsContinued: false, threadId: 2 })], true)
  })

  test('until its thread ends, or the program, or the session', () => {
    check([stopped(1), event('thread', { reason: 'exited', threadId: 1 })], false)
    check([stopped(1), event('terminated')], false)
    check([stopped(1), event('exited')], false)
    const threads = fold([stopped(1)])
    threads.end()
    expect(threads.isAnyStopped).toBe(false)
  })

  test('what is no message of the protocol changes nothing', () => {
    check([stopped(1), {}, { type: 'event' }, { type: 'response' }, { type: 'request', command: 'next' }], true)
  })
})

describe('which process a session is about', () => {
  test('is in the name that js-debug gives it, or in the configuration of it or of its parents', () => {
    const parentSession = { name: 'web', configuration: { processId: '4711' } }
    expect(likelyPids({ name: 'app.js [14640] « App', configuration: {}, parentSession })).toEqual([14640, 4711])
    expect(likelyPids({ name: 'web', configuration: { processId: 4711 } })).toEqual([4711])
    const ours = { name: 'web, debugged', configuration: { crashOnly: { folderPath: '/a', program: 'web', pid: 4712 }, processId: undefined } }
    expect(likelyPids({ name: 'Remote Process [0] « web, debugged', configuration: {}, parentSession: ours })).toEqual([4712])
    expect(likelyPids({ name: 'web', configuration: { processId: '4711:9229' } })).toEqual([4711])
  })

  test.each([['${command:PickProcess}'], [''], [0], [1], [-4], [null], [{}], ['1e3']])('%j is no process', (processId) => {
    expect(likelyPids({ name: 'a []', configuration: { processId } })).toEqual([])
  })

  test('is what an adapter says in its event, where it says it', () => {
    expect(pidOfProcessEvent(event('process', { systemProcessId: 4711 }))).toBe(4711)
    expect(pidOfProcessEvent(event('process'))).toBeUndefined()
    expect(pidOfProcessEvent(event('stopped', { systemProcessId: 4711 }))).toBeUndefined()
  })
})

function check(messages: readonly DebugMessage[], isStopped: boolean): void {
  expect(fold(messages).isAnyStopped).toBe(isStopped)
}

function fold(messages: readonly DebugMessage[]): StoppedThreads {
  const threads = new StoppedThreads()
  for (const message of messages) {
    if (message.type === 'request') threads.sent(message)
    else threads.heard(message)
  }
  return threads
}
