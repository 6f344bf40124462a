import { percentText } from '../../supervision/src/state/availability.ts'
import type { CodePlace } from '../../supervision/src/state/event.ts'
import { reasonText } from '../crashes/reason-texts.ts'
import { durationText, longDurationText } from '../durations.ts'
import { decimalText, type L10n } from '../l10n.ts'
import type { ProjectView } from '../project/project-view.ts'
import { placeText } from '../programs/program-details.ts'
import { crashesText, hangsText, recoveryText, stateText } from '../programs/program-texts.ts'
import type { CrashRow, DashboardData, Lane, Span, TableRow } from './dashboard-messages.ts'
import { dashboardTiles, type KnownProgram, ninesOf } from './dashboard-tiles.ts'
import type { CrashEntry, ProgramTimeline, Timeline } from './timeline.ts'

const longestRangeMs = 24 * 3_600_000
const rowsMax = 200

/** A folder as it is shown, and what its journal told. */
export interface KnownProject {
  readonly view: ProjectView
  readonly timeline: Timeline
}

export interface DashboardFacts {
  readonly projects: readonly KnownProject[]
  readonly now: number
  /** A time of the day, as the user writes it. */
  readonly clockText: (at: number) => string
  readonly l10n: L10n
}

/** All that the page shows, and where in the code the crashes of its table are: that never leaves the editor. */
export function dashboardData(facts: DashboardFacts): { readonly data: DashboardData; readonly places: ReadonlyMap<string, CodePlace> } {
  const { projects, l10n, now } = facts
  const programs = projects.flatMap((project) => programsOf(project, projects.length > 1))
  const all = projects.flatMap((project) => crashesOf(project, projects.length > 1)).sort((a, b) => b.crash.at - a.crash.at)
  const shown = all.slice(0, rowsMax)
  const count = programs.reduce((sum, { timeline }) => sum + (timeline?.crashCount ?? 0), 0)
  const data: DashboardData = {
    kind: 'crash-only-data',
    now,
    isEmpty: programs.length === 0,
    canStart: projects.some(({ view }) => view.canRun && view.guard.kind === 'none'),
    tiles: dashboardTiles(programs, l10n),
    lanes: programs.map((program) => laneOf(program, facts)),
    programs: programs.map((program) => programRow(program, l10n)),
    crashes: shown.map((one) => crashRow(one, facts)),
    crashesNote: count > shown.length ? l10n.t('The latest {0} of {1}.', shown.length, count) : '',
  }
  const places = shown.flatMap(({ id, crash: { place } }) => (place === null ? [] : [[id, place] as const]))
  return { data, places: new Map(places) }
}

function programsOf({ view, timeline }: KnownProject, hasSiblings: boolean): KnownProgram[] {
  return view.programs.map((program) => ({
    id: `${view.folder.path}\n${program.name}`,
    label: labelOf(view, program.name, hasSiblings),
    view: program,
    recoveriesMs: timeline.history.processes.get(program.name)?.recoveriesMs ?? [],
    timeline: timeline.programs.get(program.name),
  }))
}

function labelOf({ folder }: ProjectView, name: string, hasSiblings: boolean): string {
  return hasSiblings ? `${folder.name}: ${name}` : name
}

interface ShownCrash {
  readonly id: string
  readonly label: string
  readonly folder: string
  readonly crash: CrashEntry
}

function crashesOf({ view, timeline }: KnownProject, hasSiblings: boolean): ShownCrash[] {
  return [...timeline.programs.values()].flatMap(({ name, crashes }) => crashes.map((crash) => (
    { id: `${view.folder.path}\n${crash.id}`, label: labelOf(view, name, hasSiblings), folder: view.folder.path, crash }
  )))
}

function laneOf({ id, label, view, timeline }: KnownProgram, { now, l10n }: DashboardFacts): Lane {
  const spans = (timeline?.spans ?? []).filter(({ to }) => to === null || to >= now - longestRangeMs)
  const marks = (timeline?.crashes ?? []).filter(({ at }) => at >= now - longestRangeMs).map(({ at, kind }) => ({ at, kind }))
  const counts = `${crashesText(view.crashes, l10n)}, ${hangsText(view.hangs, l10n)}`
  const summary = l10n.t('{0} is {1}. In this run: {2}.', label, stateText(view, l10n), counts)
  return { id, label, summary, spans: view.state === 'stopped' ? spans.map((span) => ended(span, timeline)) : spans, marks }
}

// It does not run, and the journal does not say since when: supervision was killed, too. Nothing is known after its last event.
function ended(span: Span, timeline: ProgramTimeline | undefined): Span {
  return span.to === null ? { ...span, to: Math.max(span.from, timeline?.lastAt ?? span.from) } : span
}

function programRow({ id, label, view, timeline }: KnownProgram, l10n: L10n): TableRow {
  const { state, upMs, crashes, hangs, availability: { ratio, nines, windowMs } } = view
  const up = state === 'up' ? l10n.t('up {0}', longDurationText(upMs, l10n)) : stateText(view, l10n)
  const silence = timeline?.longestSilence
  const percent = (known: number): string => decimalText(percentText({ ratio: known, nines }), l10n)
  const available = ratio === null ? [] : [percent(ratio), ...ninesOf(nines, l10n), longDurationText(windowMs, l10n)]
  const cells = [
    label, up, String(crashes), String(hangs), recoveryText(view, l10n) ?? '', available.join(' · '),
    silence === null || silence === undefined ? '' : durationText(silence.ms, l10n),
  ]
  return { id, cells }
}

function crashRow({ id, label, folder, crash }: ShownCrash, { clockText, l10n }: DashboardFacts): CrashRow {
  const { at, kind, reason, place, recoveredMs } = crash
  const kindText = kind === 'hang' ? l10n.t('hang') : l10n.t('crash')
  const recovered = recoveredMs === null ? l10n.t('not yet') : durationText(recoveredMs, l10n)
  const cells = [clockText(at), label, kindText, reasonText(reason, l10n), recovered]
  return { id, cells, place: place === null ? null : placeText(folder, place) }
}
