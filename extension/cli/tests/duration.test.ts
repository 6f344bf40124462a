import { expect, test } from 'vitest'

import { parseDurationMs } from '../src/duration.ts'

test.each([['0', 0], ['250ms', 250], ['90s', 90_000], ['10m', 600_000], ['2h', 7_200_000], ['1d', 86_400_000]])('%s is a duration', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})

test.each(['', '10', '-1s', '1.5h', 's', '10 m', '1e3s', '99999999999s'])('%j is none', (text) => {
  expect(parseDurationMs(text)).toBeUndefined()
})
