import { l10n, window } from 'vscode'

import type { FolderCrashes } from './crash-groups.ts'
import { crashTitle, groupSentence } from './crash-texts.ts'
import type { CrashName } from './find-crash.ts'

/** The crash that the user picks; where none is recorded, that is said. */
export async function pickCrash(crashes: readonly FolderCrashes[]): Promise<CrashName | undefined> {
  const items = crashes.flatMap(({ folder, groups }) => groups.map((group) => {
    const name = { folderPath: folder.path, group: group.id }
    return { label: crashTitle(group.last, l10n), description: groupSentence(group, Date.now(), l10n), name }
  }))
  if (items.length === 0) void window.showInformationMessage(l10n.t('No crashes are recorded in this workspace.'))
  if (items.length < 2) return items[0]?.name
  return (await window.showQuickPick(items, { title: l10n.t('Which crash?'), matchOnDescription: true }))?.name
}
