import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver'

import { disableEdit, type Finding } from '../finding.ts'
import { toDiagnostic } from './to-diagnostic.ts'

const defaultReason = 'TODO: say why this is safe'

export interface JudgedText {
  readonly uri: string
  /** The version of the text that the findings are about. */
  readonly version: number
  readonly findings: readonly Finding[]
}

/** What can be done about the findings in a range. An edit is about one version of the text, so that it never hits another. */
export function codeActions(judged: JudgedText, range: Range, { asksForReason }: { readonly asksForReason: boolean }): CodeAction[] {
  return judged.findings.filter((finding) => touches(finding.range, range)).flatMap((finding) => [
    ...finding.suggestions.map((suggestion) => quickFix(judged, finding, { ...suggestion, isPreferred: finding.suggestions.length === 1 })),
    ...disableActions(judged, finding, asksForReason),
  ])
}

interface Fix {
  readonly title: string
  readonly edit: TextEdit
  readonly isPreferred: boolean
}

function quickFix(judged: JudgedText, finding: Finding, { title, edit, isPreferred }: Fix): CodeAction {
  const { uri, version } = judged
  const changes = { documentChanges: [{ textDocument: { uri, version }, edits: [edit] }] }
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(finding)], isPreferred, edit: changes }
}

function disableActions(judged: JudgedText, finding: Finding, asksForReason: boolean): CodeAction[] {
  const { rule, disable } = finding
  if (disable === undefined) return []
  const title = `Disable ${rule} for this line, with a reason`
  if (!asksForReason) return [quickFix(judged, finding, { title, edit: disableEdit(disable, defaultReason), isPreferred: false })]
  const { uri, version } = judged
  const command = { title, command: 'crashOnly.disableForLine', arguments: [{ uri, version, rule, ...disable }] }
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(finding)], command }]
}

function touches(one: Range, other: Range): boolean {
  return !isBefore(one.end, other.start) && !isBefore(other.end, one.start)
}

function isBefore(one: Range['start'], other: Range['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character)
}
