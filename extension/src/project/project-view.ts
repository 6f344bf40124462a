import type { ProjectHistory } from '../../supervision/src/state/history.ts'
import type { Project } from '../../supervision/src/state/project.ts'
import type { RelayStatus } from '../../supervision/src/state/find-relay.ts'
import { type ProcessStatus, statusOf } from '../../supervision/src/state/status.ts'
import type { Guard } from './guard.ts'
import { type Refusal, refusalOf } from './refusal.ts'

/** All that is known of one folder's project at one instant. */
export interface ProjectFacts {
  readonly folder: ProjectFolder
  readonly canRun: boolean
  /** It was deleted under us. What was started in it may run on. */
  readonly isFolderGone: boolean
  /** Its manifest names our plugin. */
  readonly hasEslintPlugin: boolean
  /** A start was asked for and its command has not come back. */
  readonly isStarting: boolean
  readonly guard: Guard
  /** What is to run. Undefined before the first start since the computer started. */
  readonly project: Project | undefined
  readonly history: ProjectHistory
  /** What passes the watchdog's health on. */
  readonly relay: RelayStatus | null
  /** Since when suspects are silent, by name, in monotonic milliseconds. */
  readonly silentSinceMono: ReadonlyMap<string, number>
  readonly now: { readonly mono: number; readonly wall: number }
}

export interface ProjectFolder {
  readonly name: string
  readonly path: string
}

/** The same as every screen shows it. */
export interface ProjectView {
  readonly folder: ProjectFolder
  readonly canRun: boolean
  readonly isFolderGone: boolean
  readonly hasEslintPlugin: boolean
  readonly isStarting: boolean
  readonly guard: Guard
  readonly relay: RelayStatus | null
  /** What is wrong with its configuration as it was saved last; what runs is the one before. */
  readonly refused: Refusal | null
  /** None where somebody else supervises it: what we know of it may be long over. */
  readonly programs: readonly ProgramView[]
}

export interface ProgramView extends ProcessStatus {
  /** Silence that counts as a hang, or null where the configuration is not known. */
  readonly staleAfterMs: number | null
  /** 0 while its heartbeat is on time. */
  readonly silentMs: number
  readonly retryInMs: number
  readonly lastCrashAgoMs: number | null
}

export function projectView(facts: ProjectFacts): ProjectView {
  const { folder, canRun, isFolderGone, hasEslintPlugin, isStarting, guard, project, history, relay } = facts
  const status = statusOf({
    project: folder.path,
    history,
    // The journal also remembers programs that were taken out of the configuration long ago.
    names: project?.processes.map(({ name }) => name) ?? [...history.processes.keys()],
    nowMono: facts.now.mono,
    restarterPid: guard.kind === 'guarded' ? guard.restarterPid : null,
    watchdogPid: guard.kind === 'guarded' ? guard.watchdogPid : null,
    relay,
    seen: seenAlive(history, guard),
  })
  const programs = isStrange(guard) ? [] : status.processes.map((process) => programView(process, facts))
  const refused = refusalOf(project, folder.path)
  return { folder, canRun, isFolderGone, hasEslintPlugin, isStarting, guard, relay, refused, programs }
}

/** Whether it is in the hands of somebody else. */
export function isStrange({ kind }: Guard): boolean {
  return kind === 'other-version' || kind === 'not-ours'
}

/** Whether it is meant to run, be it up or not. */
export function isRunning({ state }: Pick<ProgramView, 'state'>): boolean {
  return state !== 'stopped'
}

export function isUp({ state }: Pick<ProgramView, 'state'>): boolean {
  return state === 'up' || state === 'suspect' || state === 'paused'
}

// While the restarter is being raised again, the programs run on: what the journal said last still stands.
function seenAlive(history: ProjectHistory, guard: Guard) {
  const isAlive = guard.kind !== 'none'
  return new Map([...history.processes.keys()].map((name) => [name, { isAlive, heartbeat: null }]))
}

/** A shorter wait is over before anybody has read that there is one. */
const waitShownMs = 1_000
/** Shorter silences are hiccups; whoever showed them would cry wolf. */
const silenceShownMs = 1_000
const silenceShownShare = 0.5

function programView(process: ProcessStatus, facts: ProjectFacts): ProgramView {
  const { history, project, now, silentSinceMono } = facts
  const retryAtMono = history.processes.get(process.name)?.retryAtMono ?? now.mono
  const staleAfterMs = project?.processes.find(({ name }) => name === process.name)?.heartbeat.staleAfterMs ?? null
  const silentMs = now.mono - (silentSinceMono.get(process.name) ?? now.mono)
  const lastCrashAt = process.lastCrash === null ? Number.NaN : Date.parse(process.lastCrash.at)
  const times = { staleAfterMs, silentMs, retryInMs: Math.max(0, retryAtMono - now.mono) }
  return {
    ...process,
    ...times,
    state: shownState(process, times, facts),
    lastCrashAgoMs: Number.isNaN(lastCrashAt) ? null : Math.max(0, now.wall - lastCrashAt),
  }
}

function shownState(
  { name, state }: ProcessStatus,
  times: Pick<ProgramView, 'silentMs' | 'staleAfterMs' | 'retryInMs'>,
  { isStarting, project }: ProjectFacts,
): ProcessStatus['state'] {
  if (state === 'stopped' && isStarting) return 'starting'
  const isHiccup = times.silentMs < Math.max(silenceShownMs, (times.staleAfterMs ?? 0) * silenceShownShare)
  if (state === 'suspect' && isHiccup) return 'up'
  if (state === 'backoff' && times.retryInMs < waitShownMs) return 'restarting'
  // Between a wanted kill and the death there is nothing to worry about.
  const isWanted = project === undefined || (project.wish === 'run' && !project.stopped.includes(name))
  return state === 'restarting' && !isWanted ? 'stopped' : state
}
