import type { LearnedModules } from '../../../supervision/src/state/learned-modules.ts'
import type { ProcessStatus } from '../../../supervision/src/state/status.ts'
import { loadTimes, type LoadTime } from './load-times.ts'

/** How a process starts, and what takes the time. */
export interface BootReport {
  /** Of earlier runs, as far as they are among the last ten boots. Whether they were cold was not kept. The latest last. */
  readonly earlierMs: readonly number[]
  readonly slowest: readonly Slowest[]
  /** How many modules the program loads, and of how many Node does not tell the time. */
  readonly modules: number
  readonly untimed: number
}

export interface Slowest extends LoadTime {
  /** Of the latest cold boot; null where none is known. */
  readonly share: number | null
}

export interface BootFacts {
  readonly process: ProcessStatus
  readonly folder: string
  /** The last ten of this command (`learned/<name>.json`); those of the present run are the last of them. */
  readonly learnedBootsMs: readonly number[]
  readonly learned: LearnedModules | undefined
}

const slowestMax = 10

export function bootReport({ process: { boot }, folder, learnedBootsMs, learned }: BootFacts): BootReport {
  const modules = learned?.modules ?? []
  const slowest = loadTimes(modules, folder).slice(0, slowestMax)
  return {
    earlierMs: learnedBootsMs.slice(0, Math.max(0, learnedBootsMs.length - boot.recent.length)),
    slowest: slowest.map((one) => ({ ...one, share: shareOf(one.selfMs, boot.lastColdMs) })),
    modules: modules.length,
    untimed: modules.filter(({ selfMs }) => selfMs === null).length,
  }
}

function shareOf(selfMs: number, coldMs: number | null): number | null {
  return coldMs === null || coldMs === 0 ? null : Math.min(1, selfMs / coldMs)
}
