import type { Editor } from './start-editor.ts'

export interface Opening {
  /** Or a file `.code-workspace`, which names several. Without it the window is empty. */
  readonly folder?: string
  /** A file of the folder to show, with an optional line: `server.js:10`. */
  readonly file?: string
  /** Of the browser and of the display, such as `de`. */
  readonly language?: string
}

/** The address of a window. Files go by the payload: typing their names into quick open is a race. */
export function addressOf(editor: Pick<Editor, 'port'>, opening: Opening): string {
  const { folder, file } = opening
  if (folder === undefined) return `http://127.0.0.1:${editor.port}/?ew=true`
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder'
  const address = `http://127.0.0.1:${editor.port}/?${kind}=${encodePath(folder)}`
  if (file === undefined) return address
  return `${address}&payload=${encodeURIComponent(openFilePayload(editor.port, `${folder}/${file}`))}`
}

function openFilePayload(port: number, path: string): string {
  const remote = `vscode-remote://127.0.0.1:${port}${path}`
  return JSON.stringify([
    ['openFile', remote],
    ['gotoLineMode', 'true'],
  ])
}

/** Readable where it can be: people see and copy this address. */
function encodePath(path: string): string {
  return encodeURIComponent(path).replaceAll('%2F', '/')
}
