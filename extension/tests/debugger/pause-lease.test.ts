import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { PauseLease, pauseLeaseMs, pauseRenewMs } from '../../src/debugger/pause-lease.ts'

let asked: number[]
let capped: number
let lease: PauseLease

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  capped = 0
  lease = new PauseLease({
    pause: (forMs) => { asked.push(forMs) },
    maxMs: () => 60_000,
    onCap: () => { capped += 1 },
    nowMono: () => Date.now(),
  })
})

afterEach(() => { vi.useRealTimers() })

test('it is asked for at once, renewed well before it runs out, and ended at once', () => {
  lease.hold()
  lease.hold()
  expect(asked).toEqual([pauseLeaseMs])
  vi.advanceTimersByTime(2 * pauseRenewMs)
  expect(asked).toEqual([pauseLeaseMs, pauseLeaseMs, pauseLeaseMs])
  expect(pauseLeaseMs).toBeGreaterThanOrEqual(3 * pauseRenewMs)
  lease.letGo()
  lease.letGo()
  vi.advanceTimersByTime(60_000)
  expect(asked).toEqual([pauseLeaseMs, pauseLeaseMs, pauseLeaseMs, 0])
})

test('after the longest time it ends, once, and says so; held again, it begins anew', () => {
  lease.hold()
  vi.advanceTimersByTime(180_000)
  expect(asked.at(-1)).toBe(0)
  expect(asked.filter((forMs) => forMs === 0)).toHaveLength(1)
  expect(capped).toBe(1)
  lease.hold()
  expect(asked.at(-1)).toBe(pauseLeaseMs)
})

test('a window that goes away says nothing: the lease runs out by itself', () => {
  lease.hold()
  lease.dispose()
  vi.advanceTimersByTime(60_000)
  expect(asked).toEqual([pauseLeaseMs])
})
