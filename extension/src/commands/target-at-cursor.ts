import { commands, type DocumentSymbol, type TextEditor, type Uri, window } from 'vscode'

import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import type { CommandContext } from './command-context.ts'
import { programOfFile, programOfLine, programOfSymbols } from './program-at.ts'

/**
 * The running program that the cursor is in: in its part of `crash-only.json`, in its line of the `Procfile`, or in the file that
 * its command runs. Undefined where there is none, or more than one.
 */
export async function targetAtCursor({ projects }: CommandContext): Promise<{ session: ProjectSession; program: string } | undefined> {
  const editor = window.activeTextEditor
  if (editor?.document.uri.scheme !== 'file') return undefined
  for (const session of projects.sessions) {
    const program = await programIn(session, editor)
    const isThere = session.view.programs.some((one) => one.name === program && isRunning(one))
    if (program !== undefined && isThere) return { session, program }
  }
  return undefined
}

async function programIn({ folder, specs }: ProjectSession, { document, selection }: TextEditor): Promise<string | undefined> {
  const file = document.uri.fsPath
  if (file === `${folder.path}/Procfile`) return programOfLine(document.lineAt(selection.active.line).text)
  if (file === `${folder.path}/crash-only.json`) return programOfSymbols(await symbolsOf(document.uri), selection.active)
  return programOfFile(specs, file)
}

/** As the editor's own JSON support sees the file, comments and half-written parts included. */
async function symbolsOf(uri: Uri): Promise<DocumentSymbol[]> {
  return (await commands.executeCommand<DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uri)) ?? []
}
