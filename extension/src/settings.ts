import { type Uri, workspace } from 'vscode'

export type OnEditorExit = 'stop' | 'keep'

export interface Settings {
  readonly autoStart: boolean
  readonly onEditorExit: OnEditorExit
}

/** The only place that reads settings. They are asked for when they are needed, so a change counts at once. */
export function readSettings(folder: Uri): Settings {
  const settings = workspace.getConfiguration('crashOnly', folder)
  return {
    autoStart: settings.get('autoStart') === true,
    onEditorExit: settings.get('onEditorExit') === 'keep' ? 'keep' : 'stop',
  }
}
