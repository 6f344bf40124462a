import { describe, expect, test } from 'vitest'

import { availabilityOf, percentText } from '../../src/state/availability.ts'
import { newRun, type ProcessHistory } from '../../src/state/history.ts'

const hourMs = 3_600_000

describe('the window', () => {
  test('one that was never healthy has none', () => {
    check({ firstReadyMono: null, downSinceMono: 100 }, 5_000, { windowMs: 0, ratio: null, nines: null })
  })

  test('it begins when it was first healthy, and ends now', () => {
    check({ firstReadyMono: 1_000, downMs: 100 }, 2_000, { windowMs: 1_000, ratio: 0.9, nines: 0 })
  })

  test('an outage that lasts is counted until now', () => {
    check({ firstReadyMono: 0, downMs: 1_000, downSinceMono: 9_000 }, 10_000, { windowMs: 10_000, ratio: 0.8, nines: 0 })
  })

  test('it ends when the process was stopped: a day without it is neither up nor down', () => {
    check({ firstReadyMono: 0, downMs: 100, stoppedMono: 1_000 }, 24 * hourMs, { windowMs: 1_000, ratio: 0.9, nines: 0 })
  })

  test('in its first instant nothing was down yet', () => {
    check({ firstReadyMono: 1_000 }, 1_000, { windowMs: 0, ratio: 1, nines: 0 })
  })
})

describe('nines', () => {
  test.each([
    { downMs: 0, windowMs: 3_000, nines: 0 }, { downMs: 0, windowMs: 9_999, nines: 0 }, { downMs: 0, windowMs: 10_000, nines: 1 },
    { downMs: 0, windowMs: 2 * hourMs, nines: 3 }, { downMs: 0, windowMs: 30 * 24 * hourMs, nines: 6 },
    { downMs: 0, windowMs: 1e15, nines: 9 },
    { downMs: 1_000, windowMs: 1_000_000, nines: 3 }, { downMs: 1_001, windowMs: 1_000_000, nines: 2 },
    { downMs: 2_160, windowMs: 2 * hourMs, nines: 3 }, { downMs: 100_000, windowMs: 1_000_000, nines: 1 },
    { downMs: 100_001, windowMs: 1_000_000, nines: 0 },
  ])('$downMs ms of downtime in $windowMs ms: $nines', ({ downMs, windowMs, nines }) => {
    expect(availabilityOf({ ...newRun('web'), firstReadyMono: 0, downMs }, windowMs).nines).toBe(nines)
  })
})

test.each([
  [1, 9, '100 %'], [0.9997, 3, '99.97 %'], [0.99979, 3, '99.97 %'], [0.29, 0, '29.00 %'], [0, 0, '0.00 %'], [0.999, 3, '99.90 %'],
  [0.99999, 5, '99.9990 %'], [0.999_999_87, 6, '99.99998 %'], [0.999_999_999_9, 3, '99.99 %'],
])('a ratio of %d with %d nines is %s: 100 %% only where it was never down', (ratio, nines, text) => {
  expect(percentText({ ratio, nines })).toBe(text)
})

function check(process: Partial<ProcessHistory>, endMono: number, expected: ReturnType<typeof availabilityOf>): void {
  expect(availabilityOf({ ...newRun('web'), ...process }, endMono)).toEqual(expected)
}
