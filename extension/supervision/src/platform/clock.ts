/** Milliseconds of CLOCK_MONOTONIC. Comparable between all processes of one boot; never steps. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}

/** Wall time as ISO 8601 in UTC. For people only: it may step, so nothing is ever measured with it. */
export function wallTime(): string {
  return new Date().toISOString()
}
