import { type Availability, availabilityOf } from './availability.ts'
import type { HeldPlace } from './control.ts'
import type { Flag, FlagKind } from './flag.ts'
import type { RelayStatus } from './find-relay.ts'
import type { BeatPhase } from './heartbeat.ts'
import { type Boot, type LastCrash, newRun, type ProcessHistory, type ProcessState, type ProjectHistory } from './history.ts'

/** `status --json`, version 1 (`design.md`). */
export interface Status {
  readonly version: 1
  readonly project: string
  readonly supervision: {
    readonly restarter: RoleStatus | null
    readonly watchdog: RoleStatus | null
    readonly relay: RelayStatus | null
  }
  /** What is wrong with the configuration as it was saved last, in one line, while what it said before runs on; null: nothing. */
  readonly refused: string | null
  readonly processes: readonly ProcessStatus[]
}

export interface RoleStatus {
  readonly pid: number
  readonly upMs: number
}

export interface ProcessStatus {
  readonly name: string
  readonly state: ProcessState
  readonly pid: number | null
  readonly incarnation: number
  readonly upMs: number
  readonly crashes: number
  readonly hangs: number
  readonly restarts: number
  readonly recovery: { readonly lastMs: number | null; readonly medianMs: number | null; readonly p95Ms: number | null }
  readonly availability: Availability
  readonly boot: BootTimes
  readonly heartbeat: { readonly ageMs: number; readonly staleAfterMs: number } | null
  readonly lastCrash: LastCrash | null
  readonly spare: { readonly level: string; readonly pid: number } | null
  /** Sockets that are kept open while it restarts. */
  readonly held: readonly HeldPlace[]
  /** What must be ready before it starts, and what of that it still waits for. */
  readonly needs: readonly string[]
  readonly waitsFor: readonly string[]
  /** Until the next start; null: none is due. */
  readonly retryInMs: number | null
  /** For how long nobody judges it; null: it is judged. */
  readonly pausedForMs: number | null
  /** A known problem that is not verified as solved. */
  readonly flag: { readonly kind: FlagKind; readonly why: string; readonly isGivenUp: boolean } | null
  /** What is no fault, but will not work well. */
  readonly advice: string | null
  /** Every process of it that beats, and whether it is one that is judged. */
  readonly heartbeats: readonly MemberHeartbeat[]
}

/** From spawn, or from when the gate of a spare was opened, to healthy. */
export interface BootTimes {
  /** How the present incarnation began: `cold`, or the level of the spare that it was. */
  readonly startedAs: string | null
  /** Of the latest incarnation of this run that became healthy. */
  readonly lastMs: number | null
  readonly lastColdMs: number | null
  readonly medianMs: number | null
  /** Of the last ten, the latest last. */
  readonly recent: readonly Boot[]
}

export interface MemberHeartbeat {
  /** Null: the program's own file. */
  readonly pid: number | null
  readonly script: string
  readonly phase: BeatPhase | null
  readonly ageMs: number
  readonly isJudged: boolean
}

/** What was seen of a process just now, and what is written of it beside the journal, which knows everything else. */
export interface Observation {
  readonly needs?: readonly string[]
  readonly pausedUntilMono?: number
  readonly flag?: Flag | undefined
  readonly advice?: string | undefined
  readonly spare?: ProcessStatus['spare']
  readonly held?: readonly HeldPlace[]
  readonly heartbeats?: readonly MemberHeartbeat[]
  readonly isAlive: boolean
  readonly heartbeat: { readonly ageMs: number; readonly staleAfterMs: number } | null
}

export interface StatusFacts {
  readonly project: string
  readonly history: ProjectHistory
  /** What is configured to run, in this order; the journal also knows processes of long ago. */
  readonly names: readonly string[]
  readonly nowMono: number
  readonly restarterPid: number | null
  readonly watchdogPid: number | null
  readonly relay?: RelayStatus | null
  readonly refused?: string | null
  readonly seen: ReadonlyMap<string, Observation>
}

export function statusOf(facts: StatusFacts): Status {
  const role = (name: 'restarter' | 'watchdog', pid: number | null) =>
    pid === null ? null : { pid, upMs: round(facts.nowMono - (facts.history.roles.get(name)?.upMono ?? facts.nowMono)) }
  return {
    version: 1,
    project: facts.project,
    supervision: {
      restarter: role('restarter', facts.restarterPid),
      watchdog: role('watchdog', facts.watchdogPid),
      relay: facts.relay ?? null,
    },
    refused: facts.refused ?? null,
    processes: facts.names.map((name) => processStatus(facts.history.processes.get(name) ?? newRun(name), facts)),
  }
}

function processStatus(process: ProcessHistory, facts: StatusFacts): ProcessStatus {
  const seen = facts.seen.get(process.name)
  const state = stateNow(process, facts, seen)
  const isRunning = seen?.isAlive === true && state !== 'stopped'
  return {
    name: process.name,
    state,
    pid: isRunning ? process.pid : null,
    incarnation: process.incarnation,
    upMs: isRunning ? round(facts.nowMono - process.spawnedMono) : 0,
    crashes: process.crashes,
    hangs: process.hangs,
    restarts: process.restarts,
    recovery: recoveryOf(process.recoveriesMs),
    availability: availabilityOf(process, isRunning || facts.restarterPid !== null ? facts.nowMono : facts.history.lastMono),
    boot: bootTimesOf(process),
    heartbeat: isRunning ? seen.heartbeat : null,
    lastCrash: process.lastCrash,
    spare: seen?.spare ?? null,
    held: seen?.held ?? [],
    ...circumstancesOf(process, state, facts),
  }
}

/** Why it is not simply up. */
function circumstancesOf(process: ProcessHistory, state: ProcessState, { seen, history, nowMono }: StatusFacts) {
  const { needs = [], flag, advice = null, heartbeats = [] } = seen.get(process.name) ?? {}
  const isWaiting = waitsForOthers({ state, backoffWhy: process.backoffWhy })
  const pausedForMs = pausedFor(seen.get(process.name), nowMono)
  return {
    needs,
    waitsFor: isWaiting ? needs.filter((name) => !upStates.has(history.processes.get(name)?.state ?? 'stopped')) : [],
    retryInMs: state === 'backoff' && !isWaiting ? Math.max(0, round((process.retryAtMono ?? nowMono) - nowMono)) : null,
    pausedForMs: pausedForMs > 0 ? pausedForMs : null,
    flag: flag === undefined ? null : { kind: flag.kind, why: flag.why, isGivenUp: flag.isGivenUp },
    advice,
    heartbeats,
  }
}

/** Nothing is wrong with it: what it needs is not ready yet. */
export function waitsForOthers({ state, backoffWhy }: Pick<ProcessHistory, 'state' | 'backoffWhy'>): boolean {
  return state === 'backoff' && backoffWhy?.startsWith('waits for ') === true
}

function pausedFor(seen: Observation | undefined, nowMono: number): number {
  return round(Math.max(0, (seen?.pausedUntilMono ?? 0) - nowMono))
}

// The journal tells of a death a moment after it, or never without supervision: the life line has the last word.
function stateNow(process: ProcessHistory, facts: StatusFacts, seen: Observation | undefined): ProcessState {
  if (seen?.isAlive === true) {
    // A pause is of the process, not of one incarnation; one that ran out while nobody wrote it down is over, too.
    if (pausedFor(seen, facts.nowMono) > 0) return 'paused'
    return process.state === 'paused' && seen.pausedUntilMono !== undefined ? 'up' : process.state
  }
  if (facts.restarterPid === null) return 'stopped'
  return upStates.has(process.state) ? 'restarting' : process.state
}

export const upStates: ReadonlySet<ProcessState> = new Set(['up', 'suspect', 'paused'])

function recoveryOf(recoveriesMs: readonly number[]): ProcessStatus['recovery'] {
  const last = recoveriesMs.at(-1)
  const sorted = recoveriesMs.toSorted((a, b) => a - b)
  return { lastMs: last === undefined ? null : round(last), medianMs: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) }
}

function bootTimesOf({ startedAs, boots, lastColdBootMs }: ProcessHistory): BootTimes {
  const sorted = boots.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return { startedAs, lastMs: boots.at(-1)?.ms ?? null, lastColdMs: lastColdBootMs, medianMs: quantile(sorted, 0.5), recent: boots }
}

/** The nearest-rank quantile of sorted values, in whole milliseconds. */
export function quantile(sorted: readonly number[], q: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)]
  return value === undefined ? null : round(value)
}

function round(ms: number): number {
  return Math.round(ms)
}
