import { expect, test } from 'vitest'

import { durationText, longDurationText, secondsLeftText } from '../src/durations.ts'
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
