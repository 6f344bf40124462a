import { percentText } from '../../supervision/src/state/availability.ts'
import { quantile } from '../../supervision/src/state/status.ts'
import { durationText, longDurationText } from '../durations.ts'
import { decimalText, type L10n } from '../l10n.ts'
import { isRunning, isUp, type ProgramView } from '../project/project-view.ts'
import { hangsText, stateText } from '../programs/program-texts.ts'
import type { Tile } from './dashboard-messages.ts'
import type { ProgramTimeline } from './timeline.ts'

/** One program, wherever it belongs to, with all that is known of it. */
export interface KnownProgram {
  /** Unique among all projects. */
  readonly id: string
  /** As it is called where all projects are shown. */
  readonly label: string
  readonly view: ProgramView
  /** Of the present run, in milliseconds. */
  readonly recoveriesMs: readonly number[]
  readonly timeline: ProgramTimeline | undefined
}

/** What matters of all programs at one look. Of availability and silence that of the worst is told: a mean would hide it. */
export function dashboardTiles(programs: readonly KnownProgram[], l10n: L10n): readonly Tile[] {
  return [upTile, crashesTile, recoveryTile, availabilityTile, silenceTile].map((tile) => tile(programs, l10n))
}

const none = '–'

function upTile(programs: readonly KnownProgram[], l10n: L10n): Tile {
  const up = programs.filter(({ view }) => isUp(view)).length
  const others = programs.filter(({ view }) => view.state !== 'up' && isRunning(view))
  const detail = others.map(({ label, view }) => `${label}: ${stateText(view, l10n)}`).join(', ')
  return { id: 'up', label: l10n.t('Up now'), value: `${up}/${programs.length}`, detail }
}

function crashesTile(programs: readonly KnownProgram[], l10n: L10n): Tile {
  const sum = (key: 'crashes' | 'hangs'): number => programs.reduce((total, { view }) => total + view[key], 0)
  const detail = l10n.t('of them {0}', hangsText(sum('hangs'), l10n))
  return { id: 'crashes', label: l10n.t('Crashes'), value: String(sum('crashes')), detail }
}

function recoveryTile(programs: readonly KnownProgram[], l10n: L10n): Tile {
  const sorted = programs.flatMap(({ recoveriesMs }) => recoveriesMs).toSorted((a, b) => a - b)
  const [median, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)]
  const label = l10n.t('Recovery (median)')
  if (median === null || p95 === null) return { id: 'recovery', label, value: none, detail: l10n.t('no recovery yet') }
  return { id: 'recovery', label, value: durationText(median, l10n), detail: l10n.t('{0} p95', durationText(p95, l10n)) }
}

function availabilityTile(programs: readonly KnownProgram[], l10n: L10n): Tile {
  const known = programs.flatMap(({ label, view: { availability: { ratio, nines, windowMs } } }) =>
    (ratio === null ? [] : [{ label, ratio, nines, windowMs }]))
  const [worst] = known.toSorted((a, b) => a.ratio - b.ratio || (a.nines ?? 0) - (b.nines ?? 0))
  const label = l10n.t('Available')
  if (worst === undefined) return { id: 'availability', label, value: none, detail: '' }
  const window = l10n.t('over {0}', longDurationText(worst.windowMs, l10n))
  const detail = [...ninesOf(worst.nines, l10n), window, ...nameOf(worst.label, programs)].join(' · ')
  return { id: 'availability', label, value: decimalText(percentText(worst), l10n), detail }
}

/** Nothing is said of a time too short to have one. */
export function ninesOf(nines: number | null, l10n: L10n): readonly string[] {
  if (nines === null || nines === 0) return []
  return [nines === 1 ? l10n.t('1 nine') : l10n.t('{0} nines', nines)]
}

function silenceTile(programs: readonly KnownProgram[], l10n: L10n): Tile {
  const known = programs.flatMap(({ label, timeline, view }) => {
    const silentMs = Math.max(view.silentMs, timeline?.longestSilence?.ms ?? 0)
    return silentMs === 0 ? [] : [{ label, silentMs, limitMs: view.staleAfterMs }]
  })
  const [worst] = known.toSorted((a, b) => b.silentMs - a.silentMs)
  const label = l10n.t('Longest silence')
  if (worst === undefined) return { id: 'silence', label, value: none, detail: l10n.t('every heartbeat on time') }
  const limit = worst.limitMs === null ? [] : [l10n.t('limit {0}', durationText(worst.limitMs, l10n))]
  const detail = [...nameOf(worst.label, programs), ...limit].join(' · ')
  return { id: 'silence', label, value: durationText(worst.silentMs, l10n), detail }
}

function nameOf(label: string, programs: readonly KnownProgram[]): readonly string[] {
  return programs.length > 1 ? [label] : []
}
