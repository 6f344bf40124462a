import type { L10n } from '../l10n.ts'
import type { ProgramView } from '../project/project-view.ts'

/** A state as a word of a sentence: "web is up". */
export function stateText(state: ProgramView['state'], l10n: L10n): string {
  return stateTexts[state](l10n)
}

const stateTexts: Record<ProgramView['state'], (l10n: L10n) => string> = {
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
