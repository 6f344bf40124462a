import { expect, test } from 'vitest'

import { isCrashLoop, possibleRemedies, remedyAfter } from '../../../src/restarter/process/escalation.ts'
import { remedies, type Remedy } from '../../../src/state/project.ts'

function check(available: readonly Remedy[], expected: readonly Remedy[]): void {
  expect(expected.map((_, index) => remedyAfter(index + 1, available))).toEqual(expected)
}

test('restart twice, then one stronger remedy for each death, and given up only after eight', () => {
  const patient = ['restart', 'restart', 'restart'] as const
  check(remedies, ['restart', 'restart', 'clear-caches', 'restart-all', ...patient, 'give-up', 'give-up'])
})

test('where nothing but restarting is possible, giving up still takes eight deaths', () => {
  check(['restart', 'give-up'], [...Array.from({ length: 7 }, () => 'restart' as const), 'give-up'])
})

test('one who never wants to give up is restarted for ever', () => {
  check(['restart'], ['restart', 'restart', 'restart', 'restart', 'restart', 'restart'])
  check([], ['restart', 'restart', 'restart'])
})

test('a remedy without an object is left out', () => {
  expect(possibleRemedies(remedies, { hasCaches: false, isNeeded: false })).toEqual(['restart', 'give-up'])
  expect(possibleRemedies(remedies, { hasCaches: true, isNeeded: true })).toEqual(remedies)
})

test('three deaths without health between are a loop', () => {
  expect([1, 2, 3].map(isCrashLoop)).toEqual([false, false, true])
})
