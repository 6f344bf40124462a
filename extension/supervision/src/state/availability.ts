import type { ProcessHistory } from './history.ts'

/**
 * How much of a window a process was healthy. The window is the present run, from when the process was first healthy until
 * now, or until it was stopped. One that was never healthy has none.
 */
export interface Availability {
  readonly windowMs: number
  readonly ratio: number | null
  /** How many nines the ratio has, as far as the window is long enough to say so; null without a ratio. */
  readonly nines: number | null
}

/** As much downtime as one more nine must allow in the window: in three seconds without an outage nobody saw five nines. */
const leastAllowanceMs = 1_000
const ninesMax = 9
const leastDecimals = 2

/** @param endMono until when anybody knows; a window of a process that was stopped ends there whatever this says */
export function availabilityOf(process: ProcessHistory, endMono: number): Availability {
  if (process.firstReadyMono === null) return { windowMs: 0, ratio: null, nines: null }
  const end = process.stoppedMono ?? endMono
  const windowMs = Math.max(0, end - process.firstReadyMono)
  const downMs = process.downMs + (process.downSinceMono === null ? 0 : Math.max(0, end - process.downSinceMono))
  const ratio = windowMs === 0 ? 1 : Math.max(0, 1 - downMs / windowMs)
  return { windowMs: Math.round(windowMs), ratio, nines: ninesOf(downMs, windowMs) }
}

/** n nines allow a downtime of window / 10^n. Counted in milliseconds: 1 - 0.999 is more than 0.001 in floating point. */
function ninesOf(downMs: number, windowMs: number): number {
  let nines = 0
  while (nines < ninesMax && Math.max(downMs, leastAllowanceMs) * 10 ** (nines + 1) <= windowMs) nines += 1
  return nines
}

/** `99.97 %`: rounded down, with as many digits as it has nines, so that 100 % means that it was never down. */
export function percentText({ ratio, nines }: { readonly ratio: number; readonly nines: number | null }): string {
  if (ratio === 1) return '100 %'
  const scale = 10 ** Math.max(leastDecimals, (nines ?? 0) - 1)
  const whole = Math.floor(ratio * 100 * scale + roundingError)
  return `${(Math.min(whole, 100 * scale - 1) / scale).toFixed(Math.log10(scale))} %`
}

// 0.29 * 100 is less than 29 in floating point.
const roundingError = 1e-6
