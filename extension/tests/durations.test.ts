import { expect, test } from 'vitest'

import { durationText, longDurationText, secondsLeftText, untilAgeChangesMs } from '../src/durations.ts'
import { english } from './english.ts'

test.each([
  [0, '0 ms'], [180.4, '180 ms'], [1_240, '1.2 s'], [2_000, '2 s'], [40_400, '40 s'],
  [240_000, '4 min'], [10_800_000, '3 h'],
])('%d ms take %s', (ms, text) => {
  expect(durationText(ms, english)).toBe(text)
})

test.each([
  [59_000, '< 1 min'], [119_000, '1 min'], [172_800_000, '2 d'],
])('a time of %d ms that runs on is %s', (ms, text) => {
  expect(longDurationText(ms, english)).toBe(text)
})

test.each([[0, '1 s'], [100, '1 s'], [4_100, '5 s']])('a wait of %d ms counts as %s', (ms, text) => {
  expect(secondsLeftText(ms, english)).toBe(text)
})

test.each([-5_000, 0, 30_000, 59_999, 60_000, 3_599_000, 3_600_000, 86_399_999, 86_400_000, 400_000_000])(
  'the text of an age of %d ms is another one when it is said to be, and not before',
  (ms) => {
    const waitMs = untilAgeChangesMs(ms)
    const shown = Math.max(0, ms)
    expect(longDurationText(shown + waitMs - 1, english)).toBe(longDurationText(ms, english))
    expect(longDurationText(shown + waitMs, english)).not.toBe(longDurationText(ms, english))
  },
)
