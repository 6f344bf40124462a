import { commands, l10n, type LogOutputChannel, window } from 'vscode'

import { fail, type Remedy } from '../fail.ts'
import type { FolderCrashes } from './crash-groups.ts'
import { crashTitle, groupSentence } from './crash-texts.ts'
import type { CrashName } from './find-crash.ts'

/** The crash that the user picks; where none is recorded, that is said. */
export async function pickCrash(crashes: readonly FolderCrashes[], log: LogOutputChannel): Promise<CrashName | undefined> {
  const items = crashes.flatMap(({ folder, groups }) => groups.map((group) => {
    const name = { folderPath: folder.path, group: group.id }
    return { label: crashTitle(group.last, l10n), description: groupSentence(group, Date.now(), l10n), name }
  }))
  if (items.length === 0) sayNone(log)
  if (items.length < 2) return items[0]?.name
  return (await window.showQuickPick(items, { title: l10n.t('Which crash?'), matchOnDescription: true }))?.name
}

export function sayNone(log: LogOutputChannel): void {
  const text = l10n.t('No crashes are recorded in this workspace.')
  fail(log, { text, logged: 'no crashes are recorded in this workspace', weight: 'information', remedy: showCrashes() })
}

/** A link of a hover, or a row that was drawn before, may name one that is kept no more. */
export function sayGone(log: LogOutputChannel): void {
  const text = l10n.t('This crash was cleared, or is too old to be kept.')
  fail(log, { text, logged: 'the crash was cleared, or is too old to be kept', weight: 'information', remedy: showCrashes() })
}

function showCrashes(): Remedy {
  return { label: l10n.t('Show Crashes'), act: async () => commands.executeCommand('crashOnly.crashes.focus') }
}
