const firstDelayMs = 100
const longestDelayMs = 5_000
const jitterShare = 0.25
const readyLongEnoughMs = 1_000
const aliveLongEnoughMs = 10_000

/**
 * How long to wait before the next start. The first restart is immediate; deaths that follow without health between
 * double the wait up to a cap, with jitter so that processes that fail together do not start together. Never gives up.
 * @param deathsInARow deaths since it was last healthy, this one included
 * @param random from 0 to 1
 */
export function restartDelayMs(deathsInARow: number, random: number): number {
  if (deathsInARow <= 1) return 0
  const exponential = Math.min(firstDelayMs * 2 ** (deathsInARow - 2), longestDelayMs)
  return Math.min(exponential * (1 - jitterShare + 2 * jitterShare * random), longestDelayMs)
}

/** Whether a life was healthy enough that the death after it counts as the first in a row. */
export function wasHealthy(life: { readonly aliveMs: number; readonly readyForMs: number | null }): boolean {
  if (life.readyForMs !== null && life.readyForMs >= readyLongEnoughMs) return true
  return life.aliveMs >= aliveLongEnoughMs
}
