import type { l10n as translator } from 'vscode'

/** The editor's translator, handed in: code that decides what to show then needs no editor, and can be tested. */
export type L10n = Pick<typeof translator, 't'>

/** A number in a text that has a decimal point, with what the language writes in its place. */
export function decimalText(text: string, l10n: L10n): string {
  return text.replace('.', l10n.t('.'))
}
