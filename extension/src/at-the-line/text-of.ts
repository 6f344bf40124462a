import type { TextDocument } from 'vscode'

import type { Text } from './locate-line.ts'

/** A document's text, without a copy of it that lives longer than the question. */
export function textOf(document: TextDocument): Text {
  return { lines: document.getText().split(/\r?\n/u), isDirty: document.isDirty }
}
