import { durationText, longDurationText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import type { Crash, CrashGroup } from './crash.ts'
import { reasonText } from './reason-texts.ts'

const titleCharactersMax = 120

/** What happened, in a few words: `TypeError: x is undefined`, `Hang of 6.2 s`, `Crash Now (kill)`. */
export function crashTitle({ kind, asked, reason, silentMs }: Pick<Crash, 'kind' | 'asked' | 'reason' | 'silentMs'>, l10n: L10n): string {
  if (asked !== null) return l10n.t('Crash Now ({0})', asked)
  if (kind === 'hang' && silentMs !== null) return l10n.t('Hang of {0}', durationText(silentMs, l10n))
  const [line = ''] = reason.split('\n')
  return shortened(reasonText(line, l10n), titleCharactersMax)
}

export function shortened(text: string, charactersMax: number): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 1)}…` : text
}

export function timesText(count: number, l10n: L10n): string {
  return l10n.t('×{0}', count)
}

export function agoText(atMs: number, nowMs: number, l10n: L10n): string {
  const ms = nowMs - atMs
  return ms < 60_000 ? l10n.t('just now') : l10n.t('{0} ago', longDurationText(ms, l10n))
}

/** How it ended and came back: `exit code 1, back in 180 ms`. */
export function endingText({ exitCode, signal, kind, recoveredMs }: Crash, l10n: L10n): string {
  const end = kind === 'hang' ? l10n.t('killed') : exitCode !== null ? l10n.t('exit code {0}', exitCode) : (signal ?? l10n.t('ended'))
  const back = recoveredMs === null ? l10n.t('not back') : l10n.t('back in {0}', durationText(recoveredMs, l10n))
  return `${end}, ${back}`
}

/** As a sentence, for screen readers: `TypeError: x is undefined in web, 3 times, the last one 2 min ago`. */
export function groupSentence({ program, count, last }: CrashGroup, nowMs: number, l10n: L10n): string {
  const ago = agoText(last.atMs, nowMs, l10n)
  const title = crashTitle(last, l10n)
  if (count === 1) return l10n.t('{0} in {1}, once, {2}', title, program, ago)
  return l10n.t('{0} in {1}, {2} times, the last one {3}', title, program, count, ago)
}

/** When somebody looks, and in which language, as the editor names it. */
export interface Reader {
  readonly nowMs: number
  readonly language: string
}

/** The time of day, and the day where it is another one. */
export function clockText(atMs: number, { nowMs, language }: Reader): string {
  const { time, day } = formatsOf(language)
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString()
  return (isToday ? time : day).format(atMs)
}

interface Formats {
  readonly language: string
  readonly time: Intl.DateTimeFormat
  readonly day: Intl.DateTimeFormat
}

// Made once, when the first crash is shown: a formatter costs a hundred times what it formats, and there are thousands of rows.
let formats: Formats | undefined

function formatsOf(language: string): Formats {
  if (formats?.language === language) return formats
  const formatOf = (style: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { ...style, hourCycle: 'h23' })
  formats = { language, time: formatOf({ timeStyle: 'medium' }), day: formatOf({ dateStyle: 'short', timeStyle: 'medium' }) }
  return formats
}
