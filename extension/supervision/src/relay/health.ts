/** The watchdog's verdict as a relay has seen it. */
export interface Verdict {
  /** What the file was when it was last seen: whether that changes is all that is judged. */
  readonly key: string | undefined
  /** Of the relay's own monotonic clock. */
  readonly changedMono: number
  /** Changes that followed each other within the limit. */
  readonly changes: number
}

export interface Limit {
  readonly nowMono: number
  readonly staleAfterMs: number
}

export interface HealthFacts extends Limit {
  readonly verdict: Verdict
  /** The restarter writes it when all was killed as somebody wanted: there is nothing left to guard. */
  readonly isEnded: boolean
  /** Critical processes that escalation gave up. */
  readonly givenUp: readonly string[]
  /** Somebody asked this relay to disarm. */
  readonly isAskedToStop: boolean
}
