import { expect, test } from 'vitest'

import type { HealthFacts, Verdict } from '../../src/relay/health.ts'
import { judgeHealth, neverSeen, noteVerdict } from '../../src/relay/judge-health.ts'

const staleAfterMs = 3_000

test('a file that was there before the relay proves nothing, however young it is', () => {
  check(after([[0, 'a'], [1_000, 'a']]), 1_000, 'silence')
})

test('two changes prove health, one does not', () => {
  check(after([[0, 'a'], [1_000, 'b']]), 1_000, 'beat')
  check(after([[0, 'a'], [1_000, 'b'], [2_000, 'c']]), 2_000, 'proof')
})

test('silence is measured from the last change on the relay\'s own clock, and ends at the limit', () => {
  const verdict = after([[0, 'a'], [1_000, 'b'], [2_000, 'c']])
  check(verdict, 4_999, 'proof')
  check(verdict, 5_000, 'silence')
})

test('after silence, health is proved anew', () => {
  const beats: Beats = [[0, 'a'], [1_000, 'b'], [2_000, 'c'], [6_000, 'c']]
  check(after([...beats, [6_500, 'd']]), 6_500, 'beat')
  check(after([...beats, [6_500, 'd'], [7_500, 'e']]), 7_500, 'proof')
})

test('a relay that was stopped itself accuses nobody: what changed meanwhile is a change', () => {
  check(after([[0, 'a'], [1_000, 'b'], [2_000, 'c'], [60_000, 'z']]), 60_000, 'proof')
})

test('a file that was deleted is silence, once its time is over', () => {
  const verdict = after([[0, 'a'], [1_000, 'b'], [2_000, 'c'], [3_000, undefined]])
  check(verdict, 3_000, 'proof')
  check(verdict, 5_000, 'silence')
})

test('a critical process that was given up is silence, though the watchdog looks', () => {
  check(proven, 2_000, 'silence', { givenUp: ['web'] })
})

test('a project that was stopped on purpose needs no guard, also when nobody looks any more', () => {
  check(proven, 60_000, 'stop', { isEnded: true })
})

test('a relay is stopped while all is well, and not otherwise', () => {
  check(proven, 2_000, 'stop', { isAskedToStop: true })
  check(proven, 60_000, 'silence', { isAskedToStop: true })
  check(proven, 2_000, 'silence', { isAskedToStop: true, givenUp: ['web'] })
})

type Beats = readonly (readonly [atMono: number, key: string | undefined])[]

function after(beats: Beats): Verdict {
  return beats.reduce((verdict, [nowMono, key]) => noteVerdict(verdict, key, { nowMono, staleAfterMs }), neverSeen)
}

const proven = after([[0, 'a'], [1_000, 'b'], [2_000, 'c']])

function check(verdict: Verdict, nowMono: number, sight: string, facts: Partial<HealthFacts> = {}): void {
  const usual = { isEnded: false, givenUp: [], isAskedToStop: false }
  expect(judgeHealth({ ...usual, verdict, nowMono, staleAfterMs, ...facts }).sight).toBe(sight)
}
