import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { whenQuiet } from '../../src/at-the-line/when-quiet.ts'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

test('while somebody types nothing changes; when it is quiet it is done, once', () => {
  const act = vi.fn()
  const quiet = whenQuiet(700, act)
  for (let keys = 0; keys < 20; keys += 1) {
    quiet.disturbed()
    quiet.soon()
    vi.advanceTimersByTime(600)
  }
  expect(act).not.toHaveBeenCalled()
  vi.advanceTimersByTime(700)
  expect(act).toHaveBeenCalledTimes(1)
})

test('where nobody types it is done at once, and after the end not at all', () => {
  const act = vi.fn()
  const quiet = whenQuiet(700, act)
  quiet.soon()
  expect(act).toHaveBeenCalledTimes(1)
  quiet.disturbed()
  quiet.dispose()
  vi.runAllTimers()
  expect(act).toHaveBeenCalledTimes(1)
})
