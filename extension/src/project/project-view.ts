import type { KnownOfProcess } from '../../supervision/src/state/control.ts'
import type { ProcessState, ProjectHistory } from '../../supervision/src/state/history.ts'
import { judgedAgeMs } from '../../supervision/src/state/member-heartbeats.ts'
import type { Project } from '../../supervision/src/state/project.ts'
import type { RelayStatus } from '../../supervision/src/state/find-relay.ts'
import { type Observation, type ProcessStatus, statusOf } from '../../supervision/src/state/status.ts'
import { adviceFor } from '../../supervision/src/state/two-supervisors.ts'
import type { Guard } from './guard.ts'
import type { Signs } from './life-signs.ts'
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
  /** Names of what a start would start; undefined where that cannot be told. */
  readonly configured: readonly string[] | undefined
  /** What the restarter says of the programs, and what stands of them on the disk. */
  readonly known: readonly KnownOfProcess[]
  readonly signs: Signs
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

/** `waiting`: nothing is wrong with it, but what it needs is not ready. */
export type ShownState = ProcessState | 'waiting'

export interface ProgramView extends Omit<ProcessStatus, 'state' | 'retryInMs'> {
  readonly state: ShownState
  /** Silence that counts as a hang, or null where the configuration is not known. */
  readonly staleAfterMs: number | null
  /** 0 while its heartbeat is on time. */
  readonly silentMs: number
  readonly retryInMs: number
  /** Whether it tells that it is alive. `never`: it is up, and did not. `unknown`: too early to say, or it does not run. */
  readonly beats: 'yes' | 'never' | 'unknown'
  readonly lastCrashAgoMs: number | null
}

export function projectView(facts: ProjectFacts): ProjectView {
  const { folder, canRun, isFolderGone, hasEslintPlugin, isStarting, guard, project, history, relay } = facts
  const status = statusOf({
    project: folder.path,
    history,
    names: namesOf(facts),
    nowMono: facts.now.mono,
    restarterPid: guard.kind === 'guarded' ? guard.restarterPid : null,
    watchdogPid: guard.kind === 'guarded' ? guard.watchdogPid : null,
    relay,
    seen: observed(facts),
  })
  const programs = isStrange(guard) ? [] : status.processes.map((process) => programView(process, facts))
  const refused = refusalOf(project, folder.path)
  return { folder, canRun, isFolderGone, hasEslintPlugin, isStarting, guard, relay, refused, programs }
}

/** Whether it is in the hands of somebody else. */
export function isStrange({ kind }: Guard): boolean {
  return kind === 'other-version' || kind === 'not-ours'
}

/** Whether seconds of it are on the screen. */
export function isCounting(program: ProgramView): boolean {
  return program.state === 'backoff' || program.silentMs > 0 || isOverdue(program)
}

/** Its last beat is older than one that is on time can be, and nobody holds it at a breakpoint. */
export function isOverdue(program: ProgramView): boolean {
  const { state, heartbeat, heartbeats } = program
  return heartbeat !== null && isUp(program) && state !== 'paused' && heartbeat.ageMs > beatOnTimeMs({ ...heartbeat, heartbeats })
}

const onTimeShare = 0.5
/** One that beats at its own pace may take its time, and is not suspect before either. */
const onTimeShareAtOwnPace = 0.75

/** A beat that is on time is younger. */
export function beatOnTimeMs({ staleAfterMs, heartbeats }: {
  readonly staleAfterMs: number
  readonly heartbeats: ProgramView['heartbeats']
}): number {
  const isAtOwnPace = heartbeats.some(({ isJudged, pid }) => isJudged && pid === null)
  return Math.max(silenceShownMs, staleAfterMs * (isAtOwnPace ? onTimeShareAtOwnPace : onTimeShare))
}

/** Whether it is meant to run, be it up or not. */
export function isRunning({ state }: Pick<ProgramView, 'state'>): boolean {
  return state !== 'stopped'
}

export function isUp({ state }: Pick<ProgramView, 'state'>): boolean {
  return state === 'up' || state === 'suspect' || state === 'paused'
}

/** What runs; while nothing does, what would be started. Of a project that never ran there is nothing to tell. */
function namesOf({ guard, project, configured, history }: ProjectFacts): readonly string[] {
  const ran = project?.processes.map(({ name }) => name) ?? [...history.processes.keys()]
  // The journal also remembers programs that were taken out of the configuration long ago.
  return guard.kind === 'none' && ran.length > 0 ? (configured ?? ran) : ran
}

// While the restarter is being raised again, the programs run on: what the journal said last still stands.
function observed({ history, guard, project, known, signs }: ProjectFacts): ReadonlyMap<string, Observation> {
  if (guard.kind === 'none') return new Map()
  const names = new Set([...history.processes.keys(), ...(project?.processes ?? []).map(({ name }) => name)])
  return new Map([...names].map((name): [string, Observation] => {
    const spec = project?.processes.find((one) => one.name === name)
    const { spare = null, held = [], advice = null } = known.find((one) => one.name === name) ?? {}
    const heartbeats = signs.heartbeats.get(name) ?? []
    const ageMs = judgedAgeMs(heartbeats)
    const heartbeat = ageMs === null || spec === undefined ? null : { ageMs, staleAfterMs: spec.heartbeat.staleAfterMs }
    const flag = signs.flags.find((one) => one.name === name)
    const known = { spare, held, advice: spec && adviceFor(spec, advice) }
    return [name, { isAlive: true, heartbeat, heartbeats, flag, needs: spec?.needs ?? [], ...known }]
  }))
}

/** A program in another language, or one that a slow tool starts, may take its time to the first heartbeat. */
const neverBeatAfterMs = 10_000

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
    beats: beatsOf(process, facts),
    state: shownState(process, times, facts),
    lastCrashAgoMs: Number.isNaN(lastCrashAt) ? null : Math.max(0, now.wall - lastCrashAt),
  }
}

function beatsOf({ name, state, heartbeats, upMs }: ProcessStatus, { guard, signs }: ProjectFacts): ProgramView['beats'] {
  if (guard.kind === 'none' || state === 'stopped') return 'unknown'
  if (heartbeats.length > 0 || signs.beating.has(name)) return 'yes'
  return state === 'up' && signs.heartbeats.has(name) && upMs >= neverBeatAfterMs ? 'never' : 'unknown'
}

function shownState(
  { name, state, waitsFor, retryInMs }: ProcessStatus,
  times: Pick<ProgramView, 'silentMs' | 'staleAfterMs' | 'retryInMs'>,
  { isStarting, project }: ProjectFacts,
): ShownState {
  if (state === 'stopped' && isStarting) return 'starting'
  // No next try is due: it starts when what it needs is ready, and where that is all ready, now.
  if (state === 'backoff' && retryInMs === null) return waitsFor.length > 0 ? 'waiting' : 'starting'
  const isHiccup = times.silentMs < Math.max(silenceShownMs, (times.staleAfterMs ?? 0) * silenceShownShare)
  if (state === 'suspect' && isHiccup) return 'up'
  if (state === 'backoff' && times.retryInMs < waitShownMs) return 'restarting'
  // Between a wanted kill and the death there is nothing to worry about.
  const isWanted = project === undefined || (project.wish === 'run' && !project.stopped.includes(name))
  return state === 'restarting' && !isWanted ? 'stopped' : state
}
