import type { Flag } from '../../state/flag.ts'
import { unlearnedBootLimitMs } from '../../state/learned.ts'
import type { ProcessSpec } from '../../state/project.ts'
import type { WatchedProcess } from '../../state/watch.ts'
import { isDirectlyPreloaded } from '../../state/direct-node.ts'
import type { Life } from '../life/life.ts'

const settleAfterKillMs = 300
const settleAfterLoopMs = 1_000

/** What the checker last said of an incarnation. */
export interface HealthVerdict {
  readonly incarnation: number
  readonly isHealthy: boolean
  readonly why: string
}

export interface WatchFacts {
  readonly spec: ProcessSpec
  readonly life: Life | null
  readonly verdict: HealthVerdict | null
  readonly flag: { readonly value: Flag | null }
  readonly pause: { readonly untilMono: number }
  readonly learning: { readonly bootLimitMs: number; readonly mustServe: boolean } | null
}

/** What the watchdog is told of a process that is wanted up. */
export function watchEntry(facts: WatchFacts): WatchedProcess {
  const { spec, life, verdict, learning, flag: { value: flag }, pause: { untilMono: pausedUntilMono } } = facts
  const { name, heartbeat: { staleAfterMs, judge }, health } = spec
  const settleMs = flag?.kind === 'crash-loop' ? settleAfterLoopMs : settleAfterKillMs
  const entry = { name, pausedUntilMono, flag, settleMs }
  if (life === null) return { ...entry, life }
  const { incarnation, identity: { pid, startTime }, spawnedMono, readyMono } = life
  const answer = verdict?.incarnation === incarnation ? verdict : null
  return {
    ...entry,
    life: {
      incarnation, pid, startTime, spawnedMono, staleAfterMs, judge,
      bootLimitMs: learning?.bootLimitMs ?? unlearnedBootLimitMs, mustServe: learning?.mustServe === true,
      mustBeat: isDirectlyPreloaded(spec),
      isReady: readyMono !== null,
      isAnswering: health === null || answer !== null || readyMono !== null, // it answered a restarter before us
      complaint: answer?.isHealthy === false ? answer.why : null,
    },
  }
}
