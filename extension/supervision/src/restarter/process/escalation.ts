import type { Flag } from '../../state/flag.ts'
import type { Remedy } from '../../state/project.ts'

const deathsOfALoop = 3
const deathsToGiveUp = 8 // with backoff some ten seconds: a person is not called for less

/** What can be done about this process at all, in the configured order. */
export function possibleRemedies(
  escalation: readonly Remedy[],
  of: { readonly hasCaches: boolean; readonly isNeeded: boolean },
): readonly Remedy[] {
  return escalation.filter((remedy) => (remedy !== 'clear-caches' || of.hasCaches) && (remedy !== 'restart-all' || of.isNeeded))
}

/** Deaths without health between: restarting alone does not help, and it is flagged. */
export function isCrashLoop(deathsInARow: number): boolean {
  return deathsInARow >= deathsOfALoop
}

/**
 * The remedy after so many deaths in a row, whether it died by itself or was killed for a hang. The first remedy has two
 * tries, each next one has one. Giving up means that a person must look: it is still restarted for ever, with backoff.
 */
export function remedyAfter(deathsInARow: number, remedies: readonly Remedy[]): Remedy {
  const step = Math.min(Math.max(0, deathsInARow - deathsOfALoop + 1), remedies.length - 1)
  const remedy = remedies[step] ?? 'restart'
  return remedy === 'give-up' && deathsInARow < deathsToGiveUp ? 'restart' : remedy
}

/** The flag of a crash loop, or of whatever it began with, after one more death. */
export function loopFlag({ name, incarnation, why, deathsInARow, remedy, before, nowMono }: {
  readonly name: string
  readonly incarnation: number
  /** What it died of this time. */
  readonly why: string
  readonly deathsInARow: number
  readonly remedy: Remedy
  readonly before: Flag | null
  readonly nowMono: number
}): Flag {
  const raisedMono = before?.raisedMono ?? nowMono
  return {
    v: 1, name, incarnation, kind: 'crash-loop', why: `${deathsInARow} deaths in a row: ${why}`,
    raisedMono, silentSinceMono: before?.silentSinceMono ?? raisedMono,
    isGivenUp: before?.isGivenUp === true || remedy === 'give-up',
  }
}
