import { expect, test } from 'vitest'

import { RestartDelay } from '../../src/findings/restart-delay.ts'

test('a server that lived is back at once, and one that dies as soon as it starts is tried less and less often, but for ever', () => {
  const delay = new RestartDelay()
  const dieAfter = (lifeMs: number): number => { delay.started(0); return delay.ended(lifeMs) }
  expect([0, 0, 0, 0].map(dieAfter)).toEqual([0, 250, 500, 1_000])
  expect(Array.from({ length: 20 }, () => dieAfter(0)).at(-1)).toBe(60_000)
  expect(dieAfter(60_000)).toBe(0)
  expect([0, 0].map(dieAfter)).toEqual([0, 250])
})
