import type { CodePlace, JournalEvent, Role } from './event.ts'

export type ProcessState = 'starting' | 'up' | 'suspect' | 'restarting' | 'backoff' | 'paused' | 'stopped'

export interface LastCrash {
  readonly at: string
  readonly kind: 'crash' | 'hang'
  readonly signal: string | null
  readonly exitCode: number | null
  readonly reason: string
  readonly where: CodePlace | null
  /** What it was doing when it hung, where that is known. */
  readonly doing: string | null
  /** The last lines that it printed. */
  readonly tail: readonly string[]
}

/** What the journal says of one process since its present run began (the `spawned` event with `data.first`). */
export interface ProcessHistory {
  readonly name: string
  state: ProcessState
  pid: number | null
  incarnation: number
  spawnedMono: number
  /** Every death but those that `stop` and `restart` asked for. */
  crashes: number
  /** The part of `crashes` that was found by the heartbeat. */
  hangs: number
  /** Every incarnation after the first. */
  restarts: number
  /** Milliseconds from death (or from the last sign of life before a hang) to healthy, the latest last. */
  recoveriesMs: number[]
  lastCrash: LastCrash | null
  /** When the present outage began, or null while it is healthy or was not healthy yet. Monotonic milliseconds. */
  downSinceMono: number | null
  firstReadyMono: number | null
  downMs: number
  retryAtMono: number | null
  /** Why it is not started just now. */
  backoffWhy: string | null
}

export interface ProjectHistory {
  readonly processes: Map<string, ProcessHistory>
  readonly roles: Map<Role, { readonly pid: number; readonly upMono: number }>
  boot: string
}

const recoveriesMax = 1_000

export function emptyHistory(): ProjectHistory {
  return { processes: new Map(), roles: new Map(), boot: '' }
}

/** Folds one more event in. Every count that is shown anywhere comes from here; nothing else stores one. */
export function applyEvent(history: ProjectHistory, event: JournalEvent): void {
  history.boot = event.boot
  if (event.event === 'snapshot') { restore(history, event); return }
  if (event.event === 'role-up') history.roles.set(event.role, { pid: event.pid, upMono: event.mono })
  if (event.event === 'role-lost' && event.data?.role !== undefined) history.roles.delete(event.data.role)
  if (event.name === undefined) return
  if (event.event === 'spawned' && event.data?.first === true) history.processes.set(event.name, newRun(event.name))
  const process = history.processes.get(event.name) ?? newRun(event.name)
  history.processes.set(event.name, process)
  steps[event.event]?.(process, event)
}

// Where nothing came before it this is the past; where all came before it, it changes nothing.
function restore(history: ProjectHistory, { data }: JournalEvent): void {
  if (data?.history === undefined) return
  history.processes.clear()
  history.roles.clear()
  // A snapshot of an earlier version lacks what was not counted then.
  for (const process of data.history.processes) history.processes.set(process.name, { ...newRun(process.name), ...process })
  for (const [role, at] of data.history.roles) history.roles.set(role, at)
}

/** A process of which nothing is known yet. */
export function newRun(name: string): ProcessHistory {
  return {
    name, state: 'stopped', pid: null, incarnation: 0, spawnedMono: 0, crashes: 0, hangs: 0, restarts: 0,
    recoveriesMs: [], lastCrash: null, downSinceMono: null, firstReadyMono: null, downMs: 0, retryAtMono: null,
    backoffWhy: null,
  }
}

type Step = (process: ProcessHistory, event: JournalEvent) => void

const steps: Partial<Record<JournalEvent['event'], Step>> = {
  spawned: began,
  promoted: began,
  adopted: (process, event) => {
    process.pid = event.data?.pid ?? process.pid
    process.incarnation = event.incarnation ?? process.incarnation
  },
  ready: becameHealthy,
  verified: becameHealthy,
  suspect: (process) => { process.state = 'suspect' },
  flagged: (process, event) => {
    process.state = 'restarting'
    process.downSinceMono ??= event.data?.sinceMono ?? event.mono
  },
  killed: (process) => { process.state = 'restarting' },
  exited,
  backoff: (process, event) => {
    process.state = 'backoff'
    process.retryAtMono = event.mono + (event.ms ?? 0)
    process.backoffWhy = event.why ?? null
  },
  paused: (process) => { process.state = 'paused' },
  resumed: (process) => { process.state = 'up' },
}

function began(process: ProcessHistory, event: JournalEvent): void {
  if (event.data?.first !== true) process.restarts += 1
  process.state = process.restarts === 0 ? 'starting' : 'restarting'
  process.pid = event.data?.pid ?? null
  process.incarnation = event.incarnation ?? process.incarnation
  process.spawnedMono = event.mono
  process.retryAtMono = null
  process.backoffWhy = null
}

function becameHealthy(process: ProcessHistory, event: JournalEvent): void {
  const healthyMono = event.data?.sinceMono ?? event.mono
  process.state = 'up'
  process.firstReadyMono ??= healthyMono
  if (process.downSinceMono === null) return
  const recoveryMs = Math.max(0, Math.round(healthyMono - process.downSinceMono))
  process.recoveriesMs = [...process.recoveriesMs, recoveryMs].slice(-recoveriesMax)
  process.downMs += recoveryMs
  process.downSinceMono = null
}

function exited(process: ProcessHistory, event: JournalEvent): void {
  const kind = event.data?.kind ?? 'crash'
  process.pid = null
  process.state = kind === 'stop' ? 'stopped' : 'restarting'
  if (kind === 'stop') { process.downSinceMono = null; return }
  process.downSinceMono ??= event.mono
  if (kind === 'restart') return
  process.crashes += 1
  if (kind === 'hang') process.hangs += 1
  process.lastCrash = {
    at: event.t, kind, signal: event.data?.signal ?? null, exitCode: event.data?.exitCode ?? null,
    reason: event.why ?? '', where: event.data?.where ?? null, doing: event.data?.doing ?? null, tail: event.data?.tail ?? [],
  }
}
