/** Milliseconds of CLOCK_MONOTONIC, the clock of the journal's `mono`. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}
