import { setTimeout as delay } from 'node:timers/promises'

const pauseMs = 20

/** Waits until the check passes, that is, gives something else than undefined or false, or fails after the deadline. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  deadlineMs = 20_000,
): Promise<T> {
  const end = performance.now() + deadlineMs
  for (let last: unknown; ;) {
    try {
      const found = await check()
      if (found !== undefined && found !== false) return found
    } catch (error) {
      last = error
    }
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`, { cause: last })
    await delay(pauseMs)
  }
}
