import type { BeatPhase } from '../state/heartbeat.ts'

const suspectShare = 0.25
const bootLimitMs = 20_000
const bootLimitFactor = 10
const runningLongEnoughMs = 1_000

/** What is known of one incarnation at one instant. Times are monotonic milliseconds of this watchdog. */
export interface LivenessFacts {
  readonly nowMono: number
  readonly spawnedMono: number
  readonly staleAfterMs: number
  /** Null: no heartbeat was ever seen. */
  readonly beat: { readonly phase: BeatPhase | null; readonly phaseSinceMono: number; readonly changedMono: number } | null
  /** Silence that is not the program's own: waiting for a CPU, and our own lateness. */
  readonly excusedMs: number
  /** The kernel says that it is stopped (state T): nothing will move it but a signal. */
  readonly isStopped: boolean
  /** An earlier incarnation listened on a socket, so this one is healthy only when it does too. */
  readonly servedBefore: boolean
}

export type Liveness =
  | { readonly kind: 'booting' }
  | { readonly kind: 'healthy'; readonly sinceMono: number }
  | { readonly kind: 'suspect'; readonly silentMs: number }
  | { readonly kind: 'hang'; readonly silentMs: number }

/** Decides from facts alone whether an incarnation is alive, silent for too long to be trusted, or hung. */
export function judgeLiveness(facts: LivenessFacts): Liveness {
  const { beat, nowMono, staleAfterMs } = facts
  if (beat === null) return judgeWithoutBeat(facts)
  const limitMs = beat.phase === 'booting' ? Math.max(bootLimitMs, bootLimitFactor * staleAfterMs) : staleAfterMs
  const silentMs = nowMono - beat.changedMono
  const ownedMs = silentMs - facts.excusedMs
  const suspectMs = limitMs * suspectShare
  if (ownedMs >= limitMs || (facts.isStopped && ownedMs >= suspectMs)) return { kind: 'hang', silentMs }
  if (beat.phase === 'booting') return { kind: 'booting' }
  if (ownedMs >= suspectMs) return { kind: 'suspect', silentMs }
  return judgeReadiness(facts, beat.phase, beat.phaseSinceMono)
}

// A program in another language that touches no file: that it did not die at once is all that can be said.
function judgeWithoutBeat(facts: LivenessFacts): Liveness {
  if (facts.nowMono - facts.spawnedMono < runningLongEnoughMs) return { kind: 'booting' }
  return { kind: 'healthy', sinceMono: facts.nowMono }
}

function judgeReadiness(facts: LivenessFacts, phase: BeatPhase | null, sinceMono: number): Liveness {
  if (phase === null || phase === 'serving') return { kind: 'healthy', sinceMono: phase === null ? facts.nowMono : sinceMono }
  const runningMs = facts.nowMono - sinceMono
  const patienceMs = facts.servedBefore ? bootLimitMs : runningLongEnoughMs
  return runningMs < patienceMs ? { kind: 'booting' } : { kind: 'healthy', sinceMono }
}
