import { expect, test, vi } from 'vitest'

import { Liveness } from '../../src/findings/liveness.ts'

function make(ask: () => Promise<unknown>) {
  vi.useFakeTimers()
  const onHang = vi.fn()
  const asked = vi.fn(ask)
  return { liveness: new Liveness({ ask: asked, answerDeadlineMs: 1_000, pauseMs: 100, onHang }), onHang, asked }
}

test('a server that does not answer hangs', async () => {
  const { liveness, onHang } = make(async () => new Promise(() => undefined))
  liveness.used(0)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(onHang).toHaveBeenCalledTimes(1)
})

test.each([
  ['answers', async () => Promise.resolve(true)],
  ['says no', async () => Promise.reject(new Error('no'))],
])('one that %s does not', async (_, ask) => {
  const { liveness, onHang } = make(ask)
  liveness.used(0)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(onHang).not.toHaveBeenCalled()
})

test('it is not asked while nobody works with it, nor at each key', async () => {
  const { liveness, asked } = make(async () => Promise.resolve(true))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).not.toHaveBeenCalled()
  for (const nowMs of [0, 10, 20, 99, 100]) { liveness.used(nowMs); await vi.advanceTimersByTimeAsync(1) }
  expect(asked).toHaveBeenCalledTimes(2)
})
