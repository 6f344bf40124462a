import type { BeatPhase } from '../state/heartbeat.ts'

/** The share of its limit after which a silence is shown, and a stopped process is flagged. */
export const suspectShare = 0.25
/** The same for a program that beats at its own pace; that is half the limit where systemd's protocol is followed. */
export const ownPaceSuspectShare = 0.75
const runningLongEnoughMs = 1_000

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

/** Decides from facts alone whether an incarnation is alive, silent for too long to be trusted, or hung. */
export function judgeLiveness(facts: LivenessFacts): Liveness {
  const { beat, nowMono, staleAfterMs, isStopped } = facts
  if (beat === null) return judgeWithoutBeat(facts)
  const limitMs = beat.phase === 'booting' ? Math.max(facts.bootLimitMs, staleAfterMs) : staleAfterMs
  const silentMs = nowMono - beat.changedMono
  const ownedMs = silentMs - facts.excusedMs
  const suspectMs = staleAfterMs * (facts.suspectShare ?? suspectShare)
  if (ownedMs >= limitMs || (isStopped && ownedMs >= suspectMs)) return { kind: 'hang', silentMs, isStopped }
  if (beat.phase === 'booting') return { kind: 'booting' }
  if (ownedMs >= suspectMs) return { kind: 'suspect', silentMs }
  return judgeReadiness(facts, beat.phase, beat.phaseSinceMono)
}

// A program in another language that touches no file: that it did not die at once is all that can be said.
function judgeWithoutBeat(facts: LivenessFacts): Liveness {
  if (facts.nowMono - facts.spawnedMono < runningLongEnoughMs) return { kind: 'booting' }
  return { kind: 'healthy', sinceMono: facts.spawnedMono + runningLongEnoughMs }
}

function judgeReadiness(facts: LivenessFacts, phase: BeatPhase | null, sinceMono: number): Liveness {
  if (phase === null) return { kind: 'healthy', sinceMono: facts.nowMono }
  if (phase === 'serving') return { kind: 'healthy', sinceMono }
  const patienceMs = facts.mustServe ? facts.bootLimitMs : runningLongEnoughMs
  return facts.nowMono - sinceMono < patienceMs ? { kind: 'booting' } : { kind: 'healthy', sinceMono }
}
