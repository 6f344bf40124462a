import { percentText } from '../../supervision/src/state/availability.ts'
import type { ProcessStatus } from '../../supervision/src/state/status.ts'
import { inWords } from './output.ts'

export const figureHeadings = ['name', 'crashes', 'hangs', 'restarts', 'recovery median', 'p95', 'availability']

/** How a process did in its present run, as a row of a table. */
export function figureCells({ name, crashes, hangs, restarts, recovery, availability }: ProcessStatus): string[] {
  return [
    name, String(crashes), String(hangs), String(restarts), msInWords(recovery.medianMs), msInWords(recovery.p95Ms),
    describeAvailability(availability),
  ]
}

/** `99.97 % (3 nines) over 2.0 h`. Without nines where the window is too short, or it was down too much, for one. */
export function describeAvailability({ ratio, nines, windowMs }: ProcessStatus['availability']): string {
  if (ratio === null) return '-'
  const count = nines === null || nines === 0 ? '' : ` (${nines} ${nines === 1 ? 'nine' : 'nines'})`
  return `${percentText({ ratio, nines })}${count} over ${inWords(windowMs)}`
}

/** A dash where nothing was measured. */
export function msInWords(ms: number | null): string {
  return ms === null ? '-' : inWords(ms)
}
