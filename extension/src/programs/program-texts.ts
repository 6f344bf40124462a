import { percentText } from '../../supervision/src/state/availability.ts'
import { durationText, longDurationText } from '../durations.ts'
import { decimalText, type L10n } from '../l10n.ts'
import type { ProgramView } from '../project/project-view.ts'

/** A state as a word of a sentence: "web is up". */
export function stateText({ state, waitsFor }: Pick<ProgramView, 'state' | 'waitsFor'>, l10n: L10n): string {
  return state === 'waiting' ? l10n.t('waiting for {0}', waitsFor.join(', ')) : stateTexts[state](l10n)
}

const stateTexts: Record<Exclude<ProgramView['state'], 'waiting'>, (l10n: L10n) => string> = {
  starting: (l10n) => l10n.t('starting'),
  up: (l10n) => l10n.t('up'),
  suspect: (l10n) => l10n.t('silent'),
  restarting: (l10n) => l10n.t('restarting'),
  backoff: (l10n) => l10n.t('down'),
  paused: (l10n) => l10n.t('paused'),
  stopped: (l10n) => l10n.t('stopped'),
}

export function crashesText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 crash') : l10n.t('{0} crashes', count)
}

export function hangsText(count: number, l10n: L10n): string {
  return count === 1 ? l10n.t('1 hang') : l10n.t('{0} hangs', count)
}

/** `180 ms median, 2.1 s p95`, or undefined before the first recovery. */
export function recoveryText({ recovery: { medianMs, p95Ms } }: Pick<ProgramView, 'recovery'>, l10n: L10n): string | undefined {
  if (medianMs === null || p95Ms === null) return undefined
  return l10n.t('{0} median, {1} p95', durationText(medianMs, l10n), durationText(p95Ms, l10n))
}

/** `99.97 % (3 nines) over 2 h`, or undefined for one that was never up. The window is the present run. */
export function availabilityText({ availability }: Pick<ProgramView, 'availability'>, l10n: L10n): string | undefined {
  const { ratio, nines, windowMs } = availability
  if (ratio === null) return undefined
  const [percent, window] = [decimalText(percentText({ ratio, nines }), l10n), longDurationText(windowMs, l10n)]
  if (nines === null || nines === 0) return l10n.t('{0} over {1}', percent, window)
  return nines === 1 ? l10n.t('{0} (1 nine) over {1}', percent, window) : l10n.t('{0} ({1} nines) over {2}', percent, nines, window)
}
