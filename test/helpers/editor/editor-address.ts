import type { Editor } from './start-editor.ts'

export interface Opening {
  /** Or a file `.code-workspace`, which names several. */
  readonly folder: string
  /** A file of the folder to show, with an optional line: `server.js:10`. */
  readonly file?: string
  /** Of the browser and of the display, such as `de`. */
  readonly language?: string
}

/** The address of a window. Files go by the payload: typing their names into quick open is a race. */
export function addressOf(editor: Pick<Editor, 'port'>, opening: Opening): string {
  const kind = opening.folder.endsWith('.code-workspace') ? 'workspace' : 'folder'
  const address = `http://127.0.0.1:${editor.port}/?${kind}=${encodePath(opening.folder)}`
  if (opening.file === undefined) return address
  return `${address}&payload=${encodeURIComponent(openFilePayload(editor.port, opening))}`
}

function openFilePayload(port: number, { folder, file = '' }: Opening): string {
  const remote = `vscode-remote://127.0.0.1:${port}${folder}/${file}`
  return JSON.stringify([
    ['openFile', remote],
    ['gotoLineMode', 'true'],
  ])
}

/** Readable where it can be: people see and copy this address. */
function encodePath(path: string): string {
  return encodeURIComponent(path).replaceAll('%2F', '/')
}
