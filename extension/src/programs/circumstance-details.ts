import { basename } from 'node:path'

import { heldPlaceText } from '../../supervision/src/state/control.ts'
import { durationText, longDurationText, secondsLeftText, secondsPassedText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import { beatOnTimeMs, isOverdue, isUp, type ProgramView } from '../project/project-view.ts'
import type { Detail } from './program-details.ts'

/** Why it is not simply up. */
export function reasonDetails({ flag, needs, waitsFor }: ProgramView, l10n: L10n): readonly Detail[] {
  const waits = waitsFor.length > 0
  const label = waits ? l10n.t('Waits for') : l10n.t('Needs')
  const awaited = { key: 'needs', icon: 'link', label, description: (waits ? waitsFor : needs).join(', ') }
  return [...(flag === null ? [] : [flagDetail(flag, l10n)]), ...(needs.length === 0 ? [] : [awaited])]
}

function flagDetail({ kind, why, isGivenUp }: NonNullable<ProgramView['flag']>, l10n: L10n): Detail {
  const problem = `${problemTexts[kind](l10n)}: ${why}`
  if (!isGivenUp) return { key: 'flag', icon: 'warning', label: l10n.t('Problem'), description: l10n.t('{0} (being remedied)', problem) }
  const description = l10n.t('{0} (nothing helped: look at it; it is still tried again and again)', problem)
  return { key: 'flag', icon: 'error', label: l10n.t('Given up'), description }
}

const problemTexts: Record<NonNullable<ProgramView['flag']>['kind'], (l10n: L10n) => string> = {
  'hang': (l10n) => l10n.t('hangs'),
  'crash-loop': (l10n) => l10n.t('does not come up'),
  'unhealthy': (l10n) => l10n.t('is not healthy'),
}

/** Only of one that beats, or should: of one that is not up nothing can be said. */
export function heartbeatDetails(program: ProgramView, l10n: L10n): readonly Detail[] {
  const description = heartbeatText(program, l10n)
  if (description === undefined) return []
  const beat = { key: 'heartbeat', icon: 'heart', label: l10n.t('Heartbeat'), description }
  return program.heartbeats.length < 2 ? [beat] : [beat, judgedDetail(program.heartbeats, l10n)]
}

function heartbeatText(program: ProgramView, l10n: L10n): string | undefined {
  const { beats, staleAfterMs, silentMs, heartbeat, heartbeats, state } = program
  if (beats === 'never') return l10n.t('never beat, so hangs cannot be seen')
  if (beats === 'unknown' || staleAfterMs === null) return undefined
  const limit = durationText(staleAfterMs, l10n)
  if (heartbeat === null || !isUp(program)) return l10n.t('limit {0}', limit)
  const { ageMs } = heartbeat
  if (state === 'paused') return l10n.t('last {0} ago, limit {1}', longDurationText(ageMs, l10n), limit)
  const isLate = state === 'suspect' || isOverdue(program)
  if (isLate) return l10n.t('last {0} ago, limit {1}', secondsPassedText(Math.max(ageMs, silentMs), l10n), limit)
  // Its exact age would be another one at each look. What is on time needs no more than that.
  const onTime = secondsLeftText(beatOnTimeMs({ staleAfterMs, heartbeats }), l10n)
  return l10n.t('last less than {0} ago, limit {1}', onTime, limit)
}

function judgedDetail(heartbeats: ProgramView['heartbeats'], l10n: L10n): Detail {
  const named = (isIt: boolean): string => {
    const members = heartbeats.filter(({ isJudged }) => isJudged === isIt)
    return members.map((one) => memberText(one, l10n)).join(', ')
  }
  const others = named(false)
  const description = others === '' ? named(true) : l10n.t('{0}, not by {1}', named(true), others)
  return { key: 'judged', icon: 'law', label: l10n.t('Judged by'), description }
}

function memberText({ pid, script }: ProgramView['heartbeats'][number], l10n: L10n): string {
  return pid === null ? l10n.t('its own heartbeat file') : `${basename(script)} (${pid})`.trim()
}

/** What is ready for its next death, and what is not as it should be. */
export function standbyDetails({ spare, held, advice }: ProgramView, l10n: L10n): readonly Detail[] {
  const places = held.map(heldPlaceText).join(', ')
  const ofSpare = spare === null ? '' : l10n.t('{0} · pid {1}', spare.level, spare.pid)
  return [
    { key: 'spare', icon: 'versions', label: l10n.t('Spare'), description: ofSpare },
    { key: 'held', icon: 'plug', label: l10n.t('Held sockets'), description: places },
    { key: 'advice', icon: 'lightbulb', label: l10n.t('Advice'), description: advice ?? '' },
  ].filter(({ description }) => description !== '')
}
