import { Range, type Uri, workspace, WorkspaceEdit } from 'vscode'

/**
 * Replaces a whole text, as an edit that the user can take back, and saves it. Undefined stands for no file. False: the text is not
 * the one that was to be replaced, and stays.
 */
export async function replaceText(uri: Uri, before: string | undefined, after: string | undefined): Promise<boolean> {
  if ((await presentText(uri)) !== before) return false
  const edit = new WorkspaceEdit()
  if (after === undefined) edit.deleteFile(uri)
  else if (before === undefined) edit.createFile(uri, { contents: Buffer.from(after) })
  else edit.replace(uri, await wholeRange(uri), after)
  if (!(await workspace.applyEdit(edit))) return false
  return after === undefined || (await workspace.openTextDocument(uri)).save()
}

async function wholeRange(uri: Uri): Promise<Range> {
  const document = await workspace.openTextDocument(uri)
  return new Range(document.positionAt(0), document.positionAt(document.getText().length))
}

async function presentText(uri: Uri): Promise<string | undefined> {
  try {
    await workspace.fs.stat(uri)
    return (await workspace.openTextDocument(uri)).getText()
  } catch {
    return undefined // there is none
  }
}
