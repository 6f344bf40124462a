import type { JournalEvent } from '../supervision/src/state/event.ts'
import { applyEvent, emptyHistory } from '../supervision/src/state/history.ts'
import { plainSpec, type Project, remedies } from '../supervision/src/state/project.ts'
import type { MemberHeartbeat } from '../supervision/src/state/status.ts'
import { noSigns, type Signs } from '../src/project/life-signs.ts'
import { type ProjectFacts, projectView, type ProjectView } from '../src/project/project-view.ts'
import { applySilence } from '../src/project/silences.ts'

/** An event of a journal, short: what it is, of whom, and when in monotonic milliseconds. */
export type ShortEvent = Pick<JournalEvent, 'event' | 'mono'> & Partial<JournalEvent>

const folder = { name: 'shop', path: '/home/me/shop' }
const guarded = { kind: 'guarded', restarterPid: 4700, watchdogPid: 4702 } as const
const startedAt = Date.parse('2026-01-01T10:00:00Z')

/** What stands on the disk of programs that beat: their names, and how long ago each process of them did. */
export function beating(beats: Readonly<Record<string, readonly Partial<MemberHeartbeat>[]>>, more: Partial<Signs> = {}): Signs {
  const whole = (beat: Partial<MemberHeartbeat>): MemberHeartbeat =>
    ({ pid: 4712, script: '/home/me/shop/server.js', phase: 'serving', ageMs: 40, isJudged: true, ...beat })
  const heartbeats = new Map(Object.entries(beats).map(([name, some]) => [name, some.map(whole)]))
  const names = Object.entries(beats).filter(([, some]) => some.length > 0).map(([name]) => name)
  return { flags: [], heartbeats, beating: new Set(names), ...more }
}

/** What is shown of a project whose journal holds these events, at this time. */
export function viewAfter(
  events: readonly ShortEvent[],
  nowMono: number,
  facts: Partial<ProjectFacts> = {},
): ProjectView {
  const history = emptyHistory()
  const silentSinceMono = new Map<string, number>()
  for (const short of events) {
    const event = wholeEvent(short)
    applyEvent(history, event)
    applySilence(silentSinceMono, event)
  }
  const now = { mono: nowMono, wall: startedAt + nowMono }
  const flags = { canRun: true, isFolderGone: false, hasEslintPlugin: false, isStarting: false }
  const unknown = { configured: undefined, known: [], signs: noSigns }
  const usual = { folder, ...flags, ...unknown, guard: guarded, project: undefined, relay: null }
  return projectView({ ...usual, history, silentSinceMono, now, ...facts })
}

export function wholeEvent(short: ShortEvent): JournalEvent {
  const t = new Date(startedAt + short.mono).toISOString()
  return { v: 1, t, boot: 'b', role: 'restarter', pid: 4700, name: 'api', incarnation: 1, ...short }
}

export function projectOf(names: readonly string[], staleAfterMs = 2_000, needs: Readonly<Record<string, readonly string[]>> = {}): Project {
  const heartbeat = { staleAfterMs, from: 'preload' as const, judge: null, stack: true }
  const processes = names.map((name) => plainSpec({ name, command: 'node .', cwd: folder.path, heartbeat, needs: needs[name] ?? [] }))
  return { v: 1, folder: folder.path, wish: 'run', source: 'crash-only.json', processes, caches: [], escalation: remedies, stopped: [] }
}

export const spawned: ShortEvent = { event: 'spawned', mono: 0, data: { pid: 4711, first: true } }
export const ready: ShortEvent = { event: 'ready', mono: 200, why: 'healthy', ms: 200, data: { sinceMono: 200 } }
const killing = { kind: 'crash', signal: 'SIGKILL' } as const
export const killed: ShortEvent = { event: 'exited', mono: 60_000, why: 'killed (SIGKILL)', data: killing }
export const again: ShortEvent = { event: 'spawned', mono: 60_010, incarnation: 2, data: { pid: 4712 } }
const readyAgain: ShortEvent = { event: 'ready', mono: 60_180, incarnation: 2, why: 'healthy', ms: 170, data: { sinceMono: 60_180 } }
/** `web` waits for `db`, which is as these events say. */
export function webWaits(...ofDb: readonly ShortEvent[]): readonly ShortEvent[] {
  return [{ event: 'backoff', mono: 10, name: 'web', why: 'waits for db' }, ...ofDb.map((event) => ({ ...event, name: 'db' }))]
}
export const needsDb: Project = projectOf(['db', 'web'], 2_000, { web: ['db'] })
export const crashedOnce: readonly ShortEvent[] = [spawned, ready, killed, again, readyAgain]
