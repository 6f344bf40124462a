import { expect, test } from 'vitest'

import { type Ending, SessionEnding } from '../../src/debugger/session-ending.ts'
import type { DebugMessage } from '../../src/debugger/stopped-threads.ts'

const stopped: DebugMessage = { type: 'event', event: 'stopped', body: { threadId: 1, reason: 'breakpoint' } }
const continued: DebugMessage = { type: 'event', event: 'continued', body: { threadId: 1 } }
const threadExited: DebugMessage = { type: 'event', event: 'thread', body: { threadId: 1, reason: 'exited' } }
const terminated: DebugMessage = { type: 'event', event: 'terminated' }
const disconnect: DebugMessage = { seq: 9, type: 'request', command: 'disconnect' }

function checkEnding(messages: readonly DebugMessage[], kind: Ending): void {
  const ending = new SessionEnding()
  for (const message of messages) {
    if (message.type === 'request') ending.sent('child', message)
    else ending.heard('child', message)
  }
  expect(ending.kind).toBe(kind)
}

test('who asked for the end is whose it is: the editor disconnects also from what has ended by itself', () => {
  checkEnding([terminated, disconnect], 'by-program')
  checkEnding([disconnect, terminated], 'by-user')
  checkEnding([{ ...disconnect, command: 'terminate' }, terminated], 'by-user')
})

test('one that ended where it stood at a breakpoint is told apart from one that ran', () => {
  checkEnding([stopped, threadExited, terminated], 'at-breakpoint')
  checkEnding([stopped, continued, terminated], 'by-program')
})

test('what stands in another session of the same program counts', () => {
  const ending = new SessionEnding()
  ending.heard('worker', stopped)
  ending.heard('main', terminated)
  expect(ending.kind).toBe('at-breakpoint')
})

test('a disconnect of ours is none of the user, and the program comes back from what follows', () => {
  const ending = new SessionEnding()
  ending.heard('child', stopped)
  ending.isOurs()
  ending.sent('child', disconnect)
  ending.heard('child', terminated)
  expect(ending.kind).toBe('by-program')
})

test('a window that is closed says nothing: nobody attaches again', () => { checkEnding([], 'by-user') })
