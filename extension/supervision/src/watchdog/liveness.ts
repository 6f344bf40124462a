import type { BeatPhase } from '../state/heartbeat.ts'

/** What is known of one incarnation at one instant. Times are monotonic milliseconds of this watchdog. */
export interface LivenessFacts {
  readonly nowMono: number
  readonly spawnedMono: number
  readonly staleAfterMs: number
  readonly bootLimitMs: number
  /** The share of the limit after which it is suspect. */
  readonly suspectShare?: number
  /** Null: no heartbeat was ever seen. */
  readonly beat: { readonly phase: BeatPhase | null; readonly phaseSinceMono: number; readonly changedMono: number } | null
  /** Silence that is not the program's own: waiting for a CPU. */
  readonly excusedMs: number
  /** The kernel says that it is stopped (state T): nothing will move it but a signal. */
  readonly isStopped: boolean
  /** An earlier incarnation listened on a socket, so this one is healthy only when it does too. */
  readonly mustServe: boolean
}

export type Liveness =
  | { readonly kind: 'booting' }
  | { readonly kind: 'healthy'; readonly sinceMono: number }
  | { readonly kind: 'suspect'; readonly silentMs: number }
  | { readonly kind: 'hang'; readonly silentMs: number; readonly isStopped: boolean }
