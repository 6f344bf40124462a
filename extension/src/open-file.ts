import { l10n, type Uri, window, workspace } from 'vscode'

import type { Remedy } from './fail.ts'

/** The button that opens a file: one that is not there as a new one at its place, for which somebody has the text at hand. */
export function openFile(uri: Uri): Remedy {
  return {
    label: l10n.t('Open File'),
    act: async () => window.showTextDocument((await isThere(uri)) ? uri : uri.with({ scheme: 'untitled' })),
  }
}

export async function isThere(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri)
    return true
  } catch {
    return false
  }
}
