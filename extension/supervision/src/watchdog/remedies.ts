/**
 * What is done about a flagged incarnation that is still there, each after the one before was given its time. The
 * restarter is asked twice, by two ways; then the watchdog kills the group itself; then it is the restarter that must be
 * sick, and it is killed, so that another one comes up and takes over.
 */
export type Remedy = 'ask-by-socket' | 'ask-by-file' | 'kill-group' | 'kill-restarter'

const remedies: readonly Remedy[] = ['ask-by-socket', 'ask-by-file', 'kill-group', 'kill-restarter']
const patienceMs = 1_500

export interface RemedyFacts {
  readonly nowMono: number
  /** How many remedies were tried, and when the last one was. */
  readonly tried: number
  readonly lastTriedMono: number
}

/** The next remedy, or undefined while the last one still has time. After the last one they begin again: never give up. */
export function nextRemedy({ nowMono, tried, lastTriedMono }: RemedyFacts): Remedy | undefined {
  if (tried > 0 && nowMono - lastTriedMono < patienceMs) return undefined
  return remedies[tried % remedies.length]
}
