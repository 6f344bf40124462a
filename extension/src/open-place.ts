import { type Command, l10n, Range, Uri } from 'vscode'

import type { CodePlace } from '../supervision/src/state/event.ts'

/** Opens a line of code, with the cursor where something happened. */
export function openPlace({ file, line, column }: CodePlace): Command {
  const at = new Range(line - 1, column - 1, line - 1, column - 1)
  return { command: 'vscode.open', title: l10n.t('Open'), arguments: [Uri.file(file), { selection: at }] }
}
