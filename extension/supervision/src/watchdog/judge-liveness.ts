import type { BeatPhase } from '../state/heartbeat.ts'
import type { Liveness, LivenessFacts } from './liveness.ts'

/** The share of its limit after which a silence is shown, and a stopped process is flagged. */
export const suspectShare = 0.25
/** The same for a program that beats at its own pace; that is half the limit where systemd's protocol is followed. */
export const ownPaceSuspectShare = 0.75
const runningLongEnoughMs = 1_000
const excusedLimitsMax = 4 // who waits for a CPU for ever is no better off than who hangs: five limits are the end

/** Decides from facts alone whether an incarnation is alive, silent for too long to be trusted, or hung. */
export function judgeLiveness(facts: LivenessFacts): Liveness {
  const { beat, nowMono, staleAfterMs, isStopped } = facts
  if (beat === null) return judgeWithoutBeat(facts)
  const limitMs = beat.phase === 'booting' ? Math.max(facts.bootLimitMs, staleAfterMs) : staleAfterMs
  const silentMs = nowMono - beat.changedMono
  const ownedMs = silentMs - Math.min(facts.excusedMs, excusedLimitsMax * staleAfterMs)
  const suspectMs = staleAfterMs * (facts.suspectShare ?? suspectShare)
  if (ownedMs >= limitMs || (isStopped && ownedMs >= suspectMs)) return { kind: 'hang', silentMs, isStopped }
  if (beat.phase === 'booting') return { kind: 'booting' }
  if (ownedMs >= suspectMs) return { kind: 'suspect', silentMs }
  return judgeReadiness(facts, beat.phase, beat.phaseSinceMono)
}

// A program in another language that touches no file: that it did not die at once is all that can be said.
function judgeWithoutBeat(facts: LivenessFacts): Liveness {
  const patienceMs = facts.mustBeat ? facts.bootLimitMs : runningLongEnoughMs
  if (facts.nowMono - facts.spawnedMono < patienceMs) return { kind: 'booting' }
  return { kind: 'healthy', sinceMono: facts.spawnedMono + patienceMs }
}

function judgeReadiness(facts: LivenessFacts, phase: BeatPhase | null, sinceMono: number): Liveness {
  if (phase === null) return { kind: 'healthy', sinceMono: facts.nowMono }
  if (phase === 'serving') return { kind: 'healthy', sinceMono }
  const patienceMs = facts.mustServe ? facts.bootLimitMs : runningLongEnoughMs
  return facts.nowMono - sinceMono < patienceMs ? { kind: 'booting' } : { kind: 'healthy', sinceMono }
}
