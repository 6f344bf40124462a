import { Range, type Uri, workspace, WorkspaceEdit } from 'vscode'

/** Writes a text in place of another one, as an edit that the user can take back, and saves it. Undefined: there is no such file. */
export async function writeConfig(uri: Uri, before: string | undefined, after: string | undefined): Promise<void> {
  const edit = new WorkspaceEdit()
  if (after === undefined) edit.deleteFile(uri, { ignoreIfNotExists: true })
  else if (before === undefined) edit.createFile(uri, { contents: Buffer.from(after) })
  else await replaceAll(edit, uri, after)
  if (!(await workspace.applyEdit(edit))) throw new Error(`cannot change ${workspace.asRelativePath(uri)}`)
  if (after !== undefined) await (await workspace.openTextDocument(uri)).save()
}

async function replaceAll(edit: WorkspaceEdit, uri: Uri, text: string): Promise<void> {
  const document = await workspace.openTextDocument(uri)
  edit.replace(uri, new Range(document.positionAt(0), document.positionAt(document.getText().length)), text)
}
