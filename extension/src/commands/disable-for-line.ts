import { l10n, type LogOutputChannel, Range, type TextDocument, Uri, window, workspace, WorkspaceEdit } from 'vscode'

import { fail } from '../fail.ts'
import { openFile } from '../open-file.ts'

/** What the language server hands over with its action. */
export interface DisableComment {
  readonly uri: string
  readonly version: number
  readonly rule: string
  readonly range: { readonly start: Place, readonly end: Place }
  readonly before: string
  readonly after: string
}

interface Place {
  readonly line: number
  readonly character: number
}

/** Switches a rule off for one line, with the reason that the user gives: without one, nobody can judge it later. */
export async function disableForLine(log: LogOutputChannel, comment: DisableComment): Promise<void> {
  const { uri, version, rule, range, before, after } = comment
  const prompt = l10n.t('Why is it safe here? The reason stands in the comment.')
  const said = await window.showInputBox({ title: l10n.t('Disable {0} for this line', rule), prompt, validateInput: refusalOf })
  if (said === undefined) return
  const document = await workspace.openTextDocument(Uri.parse(uri))
  if (document.version !== version) { sayChanged(log, document, rule); return }
  const { start, end } = range
  const place = new Range(start.line, start.character, end.line, end.character)
  const edit = new WorkspaceEdit()
  edit.replace(document.uri, place, `${before}${said.trim()}${after}`)
  if (!(await workspace.applyEdit(edit))) sayChanged(log, document, rule)
}

function sayChanged(log: LogOutputChannel, { uri }: TextDocument, rule: string): void {
  fail(log, {
    text: l10n.t('The file was changed meanwhile. Choose the action again.'),
    logged: `cannot disable ${rule} for a line of ${uri.fsPath}: the file was changed meanwhile`,
    remedy: openFile(uri),
  })
}

function refusalOf(text: string): string | undefined {
  if (text.trim() === '') return l10n.t('Say why, in a few words.')
  return text.includes('*/') ? l10n.t('Leave out */: it would end the comment.') : undefined
}
