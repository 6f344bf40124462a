import { decimalText, type L10n } from './l10n.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long something took or takes, as exact as a reader needs: `180 ms`, `1.2 s`, `40 s`, `4 min`, `3 h`, `2 d`. */
export function durationText(ms: number, l10n: L10n): string {
  if (ms < secondMs) return l10n.t('{0} ms', Math.round(ms))
  if (ms < 10 * secondMs) return l10n.t('{0} s', decimalText(String(Math.round(ms / 100) / 10), l10n))
  if (ms < minuteMs) return l10n.t('{0} s', Math.round(ms / secondMs))
  return longDurationText(ms, l10n)
}

/** For times that run on while they are shown: no seconds, or the text would be wrong a moment later. */
export function longDurationText(ms: number, l10n: L10n): string {
  if (ms < minuteMs) return l10n.t('< 1 min')
  if (ms < hourMs) return l10n.t('{0} min', Math.floor(ms / minuteMs))
  if (ms < dayMs) return l10n.t('{0} h', Math.floor(ms / hourMs))
  return l10n.t('{0} d', Math.floor(ms / dayMs))
}

/** After how long `longDurationText` of a time that goes on is another text. */
export function untilAgeChangesMs(ms: number): number {
  const unit = ms < hourMs ? minuteMs : ms < dayMs ? hourMs : dayMs
  return unit - (Math.max(0, ms) % unit)
}

/** For a countdown: whole seconds, never 0 while there is still time to wait. */
export function secondsLeftText(ms: number, l10n: L10n): string {
  return l10n.t('{0} s', Math.max(1, Math.ceil(ms / secondMs)))
}

/** For silence that grows: whole seconds that have passed. */
export function secondsPassedText(ms: number, l10n: L10n): string {
  return l10n.t('{0} s', Math.floor(ms / secondMs))
}
