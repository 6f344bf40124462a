import { extensions, workspace } from 'vscode'

import type { Disposable } from '../disposable.ts'
import { changesEslint, readEslintIsOn } from '../settings.ts'

const id = 'dbaeumer.vscode-eslint'

/** Whether VS Code's ESLint extension shows findings in this window. In a folder that is not trusted it starts nothing. */
export function doesEslintRun(): boolean {
  return workspace.isTrusted && extensions.getExtension(id) !== undefined && readEslintIsOn()
}

/** Calls when the answer is another one: the extension was installed, removed, or switched on or off. */
export function watchEslint(changed: () => void): Disposable {
  let before = doesEslintRun()
  const look = (): void => {
    if (doesEslintRun() === before) return
    before = !before
    changed()
  }
  const subscriptions = [
    extensions.onDidChange(look),
    workspace.onDidGrantWorkspaceTrust(look),
    workspace.onDidChangeConfiguration((change) => { if (changesEslint(change)) look() }),
  ]
  return { dispose: () => { for (const subscription of subscriptions) subscription.dispose() } }
}
