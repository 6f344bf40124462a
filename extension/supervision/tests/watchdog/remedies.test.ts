import { expect, test } from 'vitest'

import { nextRemedy } from '../../src/watchdog/remedies.ts'

test('the first remedy comes at once, each next one after the last had its time', () => {
  expect(nextRemedy({ nowMono: 0, tried: 0, lastTriedMono: 0 })).toBe('ask-by-socket')
  expect(nextRemedy({ nowMono: 1_499, tried: 1, lastTriedMono: 0 })).toBeUndefined()
  expect(nextRemedy({ nowMono: 1_500, tried: 1, lastTriedMono: 0 })).toBe('ask-by-file')
  expect(nextRemedy({ nowMono: 1_500, tried: 2, lastTriedMono: 0 })).toBe('kill-group')
  expect(nextRemedy({ nowMono: 1_500, tried: 3, lastTriedMono: 0 })).toBe('kill-restarter')
})

test('after the last one they begin again: it never gives up', () => {
  expect(nextRemedy({ nowMono: 1_500, tried: 4, lastTriedMono: 0 })).toBe('ask-by-socket')
})
