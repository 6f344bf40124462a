import { commands, EventEmitter, l10n, type Tab, Uri, window, workspace } from 'vscode'

import type { Disposable } from '../disposable.ts'

const scheme = 'crash-only-preview'

export interface Preview {
  readonly uri: Uri
  readonly before: string
  readonly after: string
}

/** Shows what would be changed, beside what is there. Nothing is written. */
export async function showPreview({ uri, before, after }: Preview): Promise<Disposable> {
  const texts: Readonly<Record<string, string>> = { before, after }
  const side = (query: string): Uri => Uri.from({ scheme, path: uri.path, query })
  const changed = new EventEmitter<Uri>()
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ query }) => texts[query] ?? '',
  })
  const title = l10n.t('{0}: with the Crash-Only plugin', workspace.asRelativePath(uri))
  await commands.executeCommand('vscode.diff', side('before'), side('after'), title, { preview: false })
  return { dispose: () => { for (const part of [provider, changed]) part.dispose(); void closePreview() } }
}

async function closePreview(): Promise<void> {
  await window.tabGroups.close(window.tabGroups.all.flatMap((group) => group.tabs).filter(isPreview))
}

function isPreview({ input }: Tab): boolean {
  return (input as { modified?: Uri } | undefined)?.modified?.scheme === scheme
}
