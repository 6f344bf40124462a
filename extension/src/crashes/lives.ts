import type { JournalEvent } from '../../supervision/src/state/event.ts'

/** One incarnation, as far as it tells whether a fault is gone. Wall time in milliseconds. */
export interface Life {
  readonly incarnation: number
  readonly beganMs: number
  /** Somebody started it; it did not just follow a crash. */
  readonly isAnew: boolean
  readyMs: number | null
  endedMs: number | null
  /** Ended by `stop` or `restart`, not by a fault. */
  isEndedOnRequest: boolean
}

const livesMax = 20
/** Well for so long, a life counts as a clean run. */
const cleanAfterMs = 60_000

export function applyToLives(lives: Map<string, Life[]>, name: string, event: JournalEvent): void {
  const { incarnation = 0 } = event
  const known = lives.get(name) ?? []
  if (event.event === 'spawned' || event.event === 'promoted') {
    const isAnew = event.data?.first === true || known.at(-1)?.isEndedOnRequest === true
    const life = { incarnation, beganMs: Date.parse(event.t) || 0, isAnew, readyMs: null, endedMs: null, isEndedOnRequest: false }
    lives.set(name, [...known, life].slice(-livesMax))
    return
  }
  const life = lifeOf(lives, name, incarnation)
  if (life === undefined) return
  if (event.event === 'ready') life.readyMs ??= Date.parse(event.t)
  if (event.event === 'exited') {
    life.endedMs = Date.parse(event.t)
    life.isEndedOnRequest = isOnRequest(event)
  }
}

export function lifeOf(lives: ReadonlyMap<string, readonly Life[]>, name: string, incarnation: number): Life | undefined {
  return lives.get(name)?.findLast((life) => life.incarnation === incarnation)
}

// A restart because of age, of memory, or of another program, is nobody's trial whether a fault is gone.
function isOnRequest({ data, why = '' }: JournalEvent): boolean {
  return data?.kind === 'stop' || (data?.kind === 'restart' && why.startsWith('crash-only '))
}

export interface CleanRunQuestion {
  readonly lives: readonly Life[]
  readonly lastCrashMs: number
  /** When the code of the crash was changed; null: unknown, or there is none. */
  readonly fileChangedMs: number | null
  readonly nowMs: number
}

/**
 * Whether the program ran well since a crash: in a life that somebody began after it, or that began after its code was
 * changed, and that was well for a minute, or until it was stopped on request. One that just follows a crash proves nothing.
 */
export function hadCleanRun({ lives, lastCrashMs, fileChangedMs, nowMs }: CleanRunQuestion): boolean {
  const isChanged = (life: Life): boolean => fileChangedMs !== null && fileChangedMs > lastCrashMs && life.beganMs > fileChangedMs
  return lives.some((life) => {
    if (life.beganMs < lastCrashMs || life.readyMs === null || !(life.isAnew || isChanged(life))) return false
    return life.isEndedOnRequest || (life.endedMs ?? nowMs) - life.readyMs >= cleanAfterMs
  })
}
