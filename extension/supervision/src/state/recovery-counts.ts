/**
 * Upper bounds of the histogram of recovery times, in milliseconds: from a spare that takes over to a program that is
 * tried again with the longest delay. What took longer than all of them is counted beyond the last.
 */
export const recoveryBoundsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000] as const

/** All recoveries of a run: unlike the times themselves, which are kept for the latest only, their counts take no room. */
export interface RecoveryCounts {
  /** How many took as long as each bound at most and longer than the bound before; the last: longer than all bounds. */
  readonly counts: readonly number[]
  readonly sumMs: number
}

export const noRecoveries: RecoveryCounts = { counts: Array.from({ length: recoveryBoundsMs.length + 1 }, () => 0), sumMs: 0 }

export function withRecovery({ counts, sumMs }: RecoveryCounts, ms: number): RecoveryCounts {
  const found = recoveryBoundsMs.findIndex((bound) => ms <= bound)
  const index = found === -1 ? recoveryBoundsMs.length : found
  return { counts: counts.map((count, at) => (at === index ? count + 1 : count)), sumMs: sumMs + ms }
}

/** What another version wrote: without counts, or with other bounds. Then the times that it kept are counted. */
export function recoveryCountsOf(known: Partial<RecoveryCounts> | undefined, recoveriesMs: readonly number[]): RecoveryCounts {
  const { counts, sumMs } = known ?? {}
  if (counts?.length === noRecoveries.counts.length && sumMs !== undefined) return { counts, sumMs }
  return recoveriesMs.reduce(withRecovery, noRecoveries)
}
