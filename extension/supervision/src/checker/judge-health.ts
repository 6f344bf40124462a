/** What one question gave. */
export type Answer =
  | { readonly kind: 'good' }
  | { readonly kind: 'bad'; readonly why: string }
  /** Nothing came in time. */
  | { readonly kind: 'none'; readonly why: string }

/** What is held of one incarnation after some answers. */
export interface Health {
  /** `pending`: no good answer yet, so it may still be starting. How long it may is the watchdog's to judge. */
  readonly state: 'pending' | 'healthy' | 'unhealthy'
  readonly why: string
  readonly failuresInARow: number
}

export interface Look {
  readonly answer: Answer
  /** How late this program itself was meanwhile: a loaded machine, a suspend. */
  readonly lateMs: number
}

// Below it, lateness is the ordinary jitter of timers.
const lateMaxMs = 250
const memoryLooksMax = 3

export function firstHealth({ hasAnswered }: { readonly hasAnswered: boolean }): Health {
  return { state: hasAnswered ? 'healthy' : 'pending', why: '', failuresInARow: 0 }
}

/** One good answer makes it healthy; failures count only after that, and only when so many come in a row. */
export function judgeHealth(before: Health, { answer, lateMs }: Look, failuresMax: number): Health {
  if (answer.kind === 'good') return { state: 'healthy', why: 'its health check was answered', failuresInARow: 0 }
  // Who was not running could not hear the answer. What was heard stays true.
  if (answer.kind === 'none' && lateMs > lateMaxMs) return before
  const failuresInARow = before.failuresInARow + 1
  if (before.state === 'pending' || failuresInARow < failuresMax) return { ...before, failuresInARow }
  return { state: 'unhealthy', why: answer.why, failuresInARow }
}

/** How often in a row it was seen above its limit, and what to say of it when that is too often. */
export interface MemoryUse {
  readonly looksAbove: number
  readonly complaint: string | null
}

export const littleMemory: MemoryUse = { looksAbove: 0, complaint: null }

export function judgeMemory(before: MemoryUse, usedMb: number, maxMemoryMb: number): MemoryUse {
  if (usedMb <= maxMemoryMb) return littleMemory
  const looksAbove = before.looksAbove + 1
  if (looksAbove < memoryLooksMax) return { looksAbove, complaint: null }
  return { looksAbove, complaint: `uses ${Math.round(usedMb)} MB, more than its limit of ${maxMemoryMb} MB` }
}

/** What is told of both together; undefined while there is nothing to tell. Too much memory is told whatever it answers. */
export function verdictOf(health: Health | null, memory: MemoryUse): { state: 'healthy' | 'unhealthy'; why: string } | undefined {
  if (memory.complaint !== null) return { state: 'unhealthy', why: memory.complaint }
  if (health === null) return { state: 'healthy', why: 'within its memory limit' }
  const isDoubtful = health.state === 'healthy' && health.failuresInARow > 0
  return health.state === 'pending' || isDoubtful ? undefined : { state: health.state, why: health.why }
}
