import { expect, test } from 'vitest'

import { nextWay } from '../../src/watchdog/ways.ts'

test('the first way is gone at once, each next one after the last had its time', () => {
  expect(nextWay({ tried: 0, lastTriedMono: 0 }, 0)).toBe('ask')
  expect(nextWay({ tried: 1, lastTriedMono: 0 }, 1_499)).toBeUndefined()
  expect(nextWay({ tried: 1, lastTriedMono: 0 }, 1_500)).toBe('kill-group')
  expect(nextWay({ tried: 2, lastTriedMono: 0 }, 1_500)).toBe('kill-restarter')
})

test('after the last one they begin again: it never gives up', () => {
  expect(nextWay({ tried: 3, lastTriedMono: 0 }, 1_500)).toBe('ask')
})
