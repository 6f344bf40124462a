import type { HealthSpec } from './project.ts'

/**
 * What the restarter and the checker say to each other on Node's IPC channel. Both come from one installation, so there
 * is one version of it; what is not understood all the same is dropped.
 */
export type ToChecker =
  /** All that is to be checked from now on, whole each time. */
  | { readonly kind: 'check'; readonly processes: readonly CheckedProcess[] }
  | { readonly kind: 'ping' }

export type FromChecker = Verdict | { readonly kind: 'pong' }

export interface CheckedProcess {
  readonly name: string
  readonly incarnation: number
  /** Of the leader; it is its group's number, too. */
  readonly pid: number
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly health: HealthSpec | null
  readonly maxMemoryMb: number | null
  /** A checker before this one had a good answer of it: from now on, failures count. */
  readonly hasAnswered: boolean
}

/** Sent at the first answer that tells something, and at every change. */
export interface Verdict {
  readonly kind: 'verdict'
  readonly name: string
  readonly incarnation: number
  readonly state: 'healthy' | 'unhealthy'
  /** For people. */
  readonly why: string
  /** How long the last answer took; 0 where nothing was asked. */
  readonly ms: number
}

/** The variable that every check command of a process bears, so that what is left of one can be found. */
export function checkMark(project: string, name: string): { readonly CRASH_ONLY_CHECK: string } {
  return { CRASH_ONLY_CHECK: `${project}/${name}` }
}

export function parseToChecker(message: unknown): ToChecker | undefined {
  const { kind, processes } = fieldsOf(message)
  if (kind === 'ping') return { kind }
  return kind === 'check' && Array.isArray(processes) ? { kind, processes: processes as CheckedProcess[] } : undefined
}

export function parseFromChecker(message: unknown): FromChecker | undefined {
  const { kind, name, incarnation, state, why, ms } = fieldsOf(message)
  if (kind === 'pong') return { kind }
  if (kind !== 'verdict' || typeof name !== 'string' || typeof incarnation !== 'number') return undefined
  if ((state !== 'healthy' && state !== 'unhealthy') || typeof why !== 'string' || typeof ms !== 'number') return undefined
  return { kind, name, incarnation, state, why, ms }
}

function fieldsOf(message: unknown): Partial<Record<string, unknown>> {
  return typeof message === 'object' && message !== null ? message : {}
}
