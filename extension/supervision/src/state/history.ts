import type { CodePlace, JournalEvent, Role } from './event.ts'
import { bootsMax } from './learned.ts'
import { noRecoveries, type RecoveryCounts, recoveryCountsOf, withRecovery } from './recovery-counts.ts'

export const processStates = ['starting', 'up', 'suspect', 'restarting', 'backoff', 'paused', 'stopped'] as const
export type ProcessState = (typeof processStates)[number]

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

/** How long an incarnation took from its spawn, or from when its gate was opened, until it was healthy. */
export interface Boot {
  readonly incarnation: number
  /** `cold`, or the level of the spare that it was. */
  readonly startedAs: string | null
  readonly ms: number
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
  /** All of them, counted. */
  recoveryCounts: RecoveryCounts
  /** How the present incarnation began: `cold`, or the level of the spare that it was. Null: before the first. */
  startedAs: string | null
  /** Of the last ten incarnations of this run that became healthy, the latest last. */
  boots: readonly Boot[]
  lastColdBootMs: number | null
  lastCrash: LastCrash | null
  /** When the present outage began, or null while it is healthy or was not healthy yet. Monotonic milliseconds. */
  downSinceMono: number | null
  firstReadyMono: number | null
  /** All outages since it was first healthy that are over. */
  downMs: number
  /** When it was stopped; null: it is meant to run. */
  stoppedMono: number | null
  retryAtMono: number | null
  /** Why it is not started just now. */
  backoffWhy: string | null
}

export interface ProjectHistory {
  readonly processes: Map<string, ProcessHistory>
  readonly roles: Map<Role, { readonly pid: number; readonly upMono: number }>
  boot: string
  /** Of the latest event. */
  lastMono: number
}

const recoveriesMax = 1_000

export function emptyHistory(): ProjectHistory {
  return { processes: new Map(), roles: new Map(), boot: '', lastMono: 0 }
}

/** Folds one more event in. Every count that is shown anywhere comes from here; nothing else stores one. */
export function applyEvent(history: ProjectHistory, event: JournalEvent): void {
  if (history.boot !== '' && history.boot !== event.boot) beginBoot(history)
  history.boot = event.boot
  history.lastMono = event.mono
  if (event.event === 'snapshot') { restore(history, event); return }
  if (event.event === 'role-up') history.roles.set(event.role, { pid: event.pid, upMono: event.mono })
  if (event.event === 'role-lost' && event.data?.role !== undefined) history.roles.delete(event.data.role)
  if (event.name === undefined) return
  if (event.event === 'spawned' && event.data?.first === true) history.processes.set(event.name, newRun(event.name))
  const process = history.processes.get(event.name) ?? newRun(event.name)
  history.processes.set(event.name, process)
  if (!isOldNews(process, event)) steps[event.event]?.(process, event)
}

// The monotonic clock began anew with the machine: no time of before can be compared with one of now. A reboot ends all runs.
function beginBoot({ processes, roles }: ProjectHistory): void {
  for (const { name, incarnation } of processes.values()) processes.set(name, { ...newRun(name), incarnation })
  roles.clear()
}

// Where nothing came before it this is the past; where all came before it, it changes nothing.
function restore(history: ProjectHistory, { data }: JournalEvent): void {
  if (data?.history === undefined) return
  history.processes.clear()
  history.roles.clear()
  // A snapshot of an earlier version lacks what was not counted then.
  for (const process of data.history.processes) {
    const recoveryCounts = recoveryCountsOf(process.recoveryCounts, process.recoveriesMs)
    history.processes.set(process.name, { ...newRun(process.name), ...process, recoveryCounts })
  }
  for (const [role, at] of data.history.roles) history.roles.set(role, at)
}

/** A process of which nothing is known yet. */
export function newRun(name: string): ProcessHistory {
  return {
    name, state: 'stopped', pid: null, incarnation: 0, spawnedMono: 0, crashes: 0, hangs: 0, restarts: 0,
    recoveriesMs: [], recoveryCounts: noRecoveries, startedAs: null, boots: [], lastColdBootMs: null, lastCrash: null,
    downSinceMono: null, firstReadyMono: null, downMs: 0, stoppedMono: null, retryAtMono: null, backoffWhy: null,
  }
}

const ofTheWatchdog: ReadonlySet<JournalEvent['event']> = new Set(['ready', 'verified', 'suspect', 'flagged'])

// What the watchdog saw of a life that was followed meanwhile says nothing of the present one.
function isOldNews(process: ProcessHistory, { event, incarnation = Infinity }: JournalEvent): boolean {
  return ofTheWatchdog.has(event) && incarnation < process.incarnation
}

type Step = (process: ProcessHistory, event: JournalEvent) => void

const steps: Partial<Record<JournalEvent['event'], Step>> = {
  spawned: began,
  promoted: began,
  adopted: (process, event) => {
    process.pid = event.data?.pid ?? process.pid
    process.incarnation = event.incarnation ?? process.incarnation
  },
  ready: (process, event) => {
    noteBoot(process, event)
    becameHealthy(process, event)
  },
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
  // One that is down is down, whoever holds a debugger ready for it.
  paused: (process) => { if (process.pid !== null && process.state !== 'restarting') process.state = 'paused' },
  resumed: (process) => { if (process.state === 'paused') process.state = 'up' },
}

function began(process: ProcessHistory, event: JournalEvent): void {
  if (event.data?.first !== true) process.restarts += 1
  process.state = process.restarts === 0 ? 'starting' : 'restarting'
  process.pid = event.data?.pid ?? null
  process.incarnation = event.incarnation ?? process.incarnation
  process.startedAs = event.data?.level ?? 'cold'
  process.spawnedMono = event.mono
  process.stoppedMono = null
  process.retryAtMono = null
  process.backoffWhy = null
}

// Once for each incarnation: one whose heartbeat is back, or that another watchdog sees, did not boot again.
function noteBoot(process: ProcessHistory, { incarnation = 0, why, ms }: JournalEvent): void {
  if (why !== 'healthy' || ms === undefined || incarnation === process.boots.at(-1)?.incarnation) return
  const { startedAs } = process
  process.boots = [...process.boots, { incarnation, startedAs, ms }].slice(-bootsMax)
  if (startedAs === 'cold') process.lastColdBootMs = ms
}

function becameHealthy(process: ProcessHistory, event: JournalEvent): void {
  const healthyMono = event.data?.sinceMono ?? event.mono
  process.state = 'up'
  if (process.downSinceMono !== null) {
    const recoveryMs = Math.max(0, Math.round(healthyMono - process.downSinceMono))
    process.recoveriesMs = [...process.recoveriesMs, recoveryMs].slice(-recoveriesMax)
    process.recoveryCounts = withRecovery(process.recoveryCounts, recoveryMs)
    // An outage before it was first healthy lies outside of the window of its availability.
    if (process.firstReadyMono !== null) process.downMs += recoveryMs
    process.downSinceMono = null
  }
  process.firstReadyMono ??= healthyMono
}

function exited(process: ProcessHistory, event: JournalEvent): void {
  const kind = event.data?.kind ?? 'crash'
  process.pid = null
  process.state = kind === 'stop' ? 'stopped' : 'restarting'
  if (kind === 'stop') { stopped(process, event.mono); return }
  process.downSinceMono ??= event.mono
  if (kind === 'restart') return
  process.crashes += 1
  if (kind === 'hang') process.hangs += 1
  process.lastCrash = {
    at: event.t, kind, signal: event.data?.signal ?? null, exitCode: event.data?.exitCode ?? null,
    reason: event.why ?? '', where: event.data?.where ?? null, doing: event.data?.doing ?? null, tail: event.data?.tail ?? [],
  }
}

function stopped(process: ProcessHistory, mono: number): void {
  if (process.downSinceMono !== null && process.firstReadyMono !== null) process.downMs += mono - process.downSinceMono
  process.downSinceMono = null
  process.stoppedMono = mono
}
