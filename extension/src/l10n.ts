import type { l10n } from 'vscode'

/** The editor's translator, handed in: code that decides what to show then needs no editor, and can be tested. */
export type L10n = Pick<typeof l10n, 't'>
