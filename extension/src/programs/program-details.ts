import { relative, sep } from 'node:path'

import type { CodePlace } from '../../supervision/src/state/event.ts'
import { reasonText } from '../crashes/reason-texts.ts'
import { durationText, longDurationText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import type { Guard } from '../project/guard.ts'
import type { ProgramView, ProjectView } from '../project/project-view.ts'
import { heartbeatDetails, reasonDetails, standbyDetails } from './circumstance-details.ts'
import { availabilityText, crashesText, hangsText, recoveryText } from './program-texts.ts'

/** One line below a program. */
export interface Detail {
  readonly key: string
  readonly icon: string
  readonly label: string
  readonly description: string
  /** Where in the code, for a line that can be opened. */
  readonly place?: CodePlace
}

export function programDetails({ folder, guard, relay }: ProjectView, program: ProgramView, l10n: L10n): readonly Detail[] {
  return [
    ...reasonDetails(program, l10n),
    ...heartbeatDetails(program, l10n),
    { key: 'restarted', icon: 'history', label: l10n.t('Restarted'), description: restartedText(program, l10n) },
    ...availableDetail(program, l10n),
    ...bootDetail(program, l10n),
    ...standbyDetails(program, l10n),
    ...lastCrashDetail(folder.path, program, l10n),
    { key: 'guarded', icon: 'shield', label: l10n.t('Guarded by'), description: guardText(guard, l10n) },
    ...relayDetail(relay, l10n),
  ]
}

function availableDetail(program: ProgramView, l10n: L10n): readonly Detail[] {
  const description = availabilityText(program, l10n)
  return description === undefined ? [] : [{ key: 'available', icon: 'graph', label: l10n.t('Available'), description }]
}

function bootDetail({ boot }: ProgramView, l10n: L10n): readonly Detail[] {
  const { lastMs, medianMs, recent } = boot
  if (lastMs === null || medianMs === null) return []
  const [last, median] = [durationText(lastMs, l10n), durationText(medianMs, l10n)]
  const description = recent.length === 1 ? last : l10n.t('{0} · {1} median', last, median)
  return [{ key: 'boot', icon: 'rocket', label: l10n.t('Boot'), description }]
}

function restartedText(program: ProgramView, l10n: L10n): string {
  const { restarts, crashes, hangs } = program
  const unwanted = crashes - hangs
  const asked = Math.max(0, restarts - crashes)
  const causes = [
    ...(unwanted === 0 ? [] : [crashesText(unwanted, l10n)]),
    ...(hangs === 0 ? [] : [hangsText(hangs, l10n)]),
    ...(asked === 0 ? [] : [l10n.t('{0} on request', asked)]),
  ].join(', ')
  const count = causes === '' ? String(restarts) : `${restarts}: ${causes}`
  const recovery = recoveryText(program, l10n)
  return recovery === undefined ? count : `${count} · ${recovery}`
}

function lastCrashDetail(folder: string, { lastCrash, lastCrashAgoMs }: ProgramView, l10n: L10n): readonly Detail[] {
  if (lastCrash === null) return []
  const { reason, where } = lastCrash
  const place = where === null ? [] : [placeText(folder, where)]
  const ago = lastCrashAgoMs === null ? [] : [l10n.t('{0} ago', longDurationText(lastCrashAgoMs, l10n))]
  const description = [reasonText(reason, l10n), ...place, ...ago].join(' · ')
  const detail = { key: 'crash', icon: 'flame', label: l10n.t('Last crash'), description }
  return [where === null ? detail : { ...detail, place: where }]
}

export function placeText(folder: string, { file, line }: CodePlace): string {
  const fromFolder = relative(folder, file)
  return `${fromFolder.startsWith(`..${sep}`) ? file : fromFolder}:${line}`
}

function relayDetail(relay: ProjectView['relay'], l10n: L10n): readonly Detail[] {
  if (relay === null) return []
  const description = `${relay.target} · ${relayStateText(relay.state, l10n)}`
  return [{ key: 'relay', icon: 'watch', label: l10n.t('Watchdog of the watchdog'), description }]
}

function relayStateText(state: NonNullable<ProjectView['relay']>['state'], l10n: L10n): string {
  if (state === 'armed') return l10n.t('armed')
  if (state === 'starving') return l10n.t('not kicked any more')
  return state === 'lost' ? l10n.t('armed, and its relay died') : l10n.t('not armed yet')
}

function guardText(guard: Guard, l10n: L10n): string {
  if (guard.kind === 'none') return l10n.t('nobody: not running')
  if (guard.kind === 'reconnecting') return l10n.t('the restarter is being raised again')
  if (guard.kind === 'lost') return l10n.t('nobody: no supervisor')
  if (guard.kind === 'other-version') return l10n.t('another version')
  if (guard.kind === 'not-ours') return l10n.t('another user')
  if (guard.watchdogPid === null) return l10n.t('restarter {0}, the watchdog is being raised', guard.restarterPid)
  return l10n.t('restarter {0}, watchdog {1}', guard.restarterPid, guard.watchdogPid)
}
