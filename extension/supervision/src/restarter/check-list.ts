import type { CheckedProcess } from '../state/health.ts'
import type { ProcessSpec } from '../state/project.ts'
import type { Life } from './life/life.ts'
import type { HealthVerdict } from './process/watch-entry.ts'

export interface CheckFacts {
  readonly spec: ProcessSpec
  readonly life: Life | null
  readonly verdict: HealthVerdict | null
  readonly pause: { readonly untilMono: number }
  readonly isWanted: boolean
}

/** What the checker is to ask now: of those that live and have something to check. One that is paused cannot answer. */
export function checkList(processes: readonly CheckFacts[], nowMono: number): CheckedProcess[] {
  return processes.flatMap(({ spec, life, verdict, pause, isWanted }) => {
    const { name, cwd, env, health, maxMemoryMb } = spec
    if (life?.killed !== null || !isWanted || pause.untilMono > nowMono) return []
    if (health === null && maxMemoryMb === null) return []
    const { incarnation, identity: { pid }, readyMono } = life
    const hasAnswered = verdict?.incarnation === incarnation || readyMono !== null
    return [{ name, incarnation, pid, cwd, env, health, maxMemoryMb, hasAnswered }]
  })
}
