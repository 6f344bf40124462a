import type { Editor } from './start-editor.ts'

export interface Opening {
  readonly folder: string
  /** A file of the folder to show, with an optional line: `server.js:10`. */
  readonly file?: string
}

/** The address of a window. Files go by the payload: typing their names into quick open is a race. */
export function addressOf(editor: Pick<Editor, 'port'>, opening: Opening): string {
  const address = new URL(`http://127.0.0.1:${editor.port}/`)
  address.searchParams.set('folder', opening.folder)
  if (opening.file !== undefined) address.searchParams.set('payload', openFilePayload(editor.port, opening, opening.file))
  return address.href
}

function openFilePayload(port: number, opening: Opening, file: string): string {
  const remote = `vscode-remote://127.0.0.1:${port}${opening.folder}/${file}`
  return JSON.stringify([['openFile', remote], ['gotoLineMode', 'true']])
}
