import { languages, Uri } from 'vscode'

import type { CodePlace } from '../../supervision/src/state/event.ts'
import { rulesAtLine } from './rule-findings.ts'

/** The rules of ours that tell of a place now. */
export function rulesAt({ file, line }: CodePlace): readonly string[] {
  return rulesAtLine(languages.getDiagnostics(Uri.file(file)), line - 1)
}
