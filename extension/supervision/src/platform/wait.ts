import { setTimeout as delay } from 'node:timers/promises'

import { monotonicMs } from './clock.ts'

const firstPauseMs = 2
const longestPauseMs = 50

/** Asks until the answer is not undefined, at growing distances, or gives undefined after the deadline. */
export async function until<T>(ask: () => Promise<T | undefined>, deadlineMs: number): Promise<T | undefined> {
  const end = monotonicMs() + deadlineMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (monotonicMs() >= end) return undefined
    await delay(pauseMs)
  }
}
