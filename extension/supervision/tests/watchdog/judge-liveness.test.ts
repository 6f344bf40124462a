import { expect, test } from 'vitest'

import { judgeLiveness } from '../../src/watchdog/judge-liveness.ts'
import type { LivenessFacts } from '../../src/watchdog/liveness.ts'

const now = 100_000

function check(facts: { silentMs?: number; phase?: 'booting' | 'running' | 'serving' | null; sinceMs?: number } & Partial<LivenessFacts>): string {
  const { silentMs = 0, phase = 'serving', sinceMs = 10_000, ...rest } = facts
  const beat = { phase, phaseSinceMono: now - sinceMs, changedMono: now - silentMs }
  const known = { nowMono: now, spawnedMono: now - 10_000, staleAfterMs: 2_000, excusedMs: 0, bootLimitMs: 20_000, isStopped: false, mustServe: false, mustBeat: false }
  return judgeLiveness({ ...known, beat, ...rest }).kind
}

test('a beating program that listens is healthy', () => { expect(check({})).toBe('healthy') })
test('silence below a quarter of the limit is nothing', () => { expect(check({ silentMs: 499 })).toBe('healthy') })
test('silence from a quarter of the limit on is suspect', () => { expect(check({ silentMs: 500 })).toBe('suspect') })
test('silence of the limit is a hang', () => { expect(check({ silentMs: 2_000 })).toBe('hang') })
test('just below the limit is no hang', () => { expect(check({ silentMs: 1_999 })).toBe('suspect') })

test('waiting for a CPU is not the program\'s own silence', () => {
  expect(check({ silentMs: 2_500, excusedMs: 2_100 })).toBe('healthy')
  expect(check({ silentMs: 2_500, excusedMs: 600 })).toBe('suspect')
})

test('waiting for a CPU is no excuse for ever: after five limits it is a hang', () => {
  expect(check({ silentMs: 9_999, excusedMs: 9_900 })).toBe('suspect')
  expect(check({ silentMs: 10_000, excusedMs: 9_900 })).toBe('hang')
})

test('a stopped process is a hang at a quarter of the limit', () => {
  expect(check({ silentMs: 500, isStopped: true })).toBe('hang')
  expect(check({ silentMs: 499, isStopped: true })).toBe('healthy')
})

test('a program that still loads has a longer limit', () => {
  expect(check({ phase: 'booting', silentMs: 19_999 })).toBe('booting')
  expect(check({ phase: 'booting', silentMs: 20_000 })).toBe('hang')
})

test('a program that does not listen is healthy when its loop has turned for a second', () => {
  expect(check({ phase: 'running', sinceMs: 999 })).toBe('booting')
  expect(check({ phase: 'running', sinceMs: 1_000 })).toBe('healthy')
})

test('where an earlier incarnation listened, a loop that turns is not enough', () => {
  expect(check({ phase: 'running', sinceMs: 5_000, mustServe: true })).toBe('booting')
})

test('a program that touches the file itself is healthy when it does', () => {
  expect(check({ phase: null })).toBe('healthy')
  expect(check({ phase: null, silentMs: 2_000 })).toBe('hang')
})

test('a program without any heartbeat is only known not to have died at once', () => {
  expect(check({ beat: null, spawnedMono: now - 999 })).toBe('booting')
  expect(check({ beat: null, spawnedMono: now - 1_000 })).toBe('healthy')
  expect(check({ beat: null, spawnedMono: now - 1_000, mustBeat: true })).toBe('booting')
})
