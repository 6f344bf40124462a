import { commands, l10n, window } from 'vscode'

import type { CommandContext } from './command-context.ts'
import { menuItems } from './menu-items.ts'

/** What a click on the status bar item opens. Nothing happens before something is chosen from it. */
export async function showMenu({ projects }: CommandContext): Promise<void> {
  const items = menuItems(projects.sessions.map((session) => session.view), l10n)
  const chosen = await window.showQuickPick(items, { title: 'Crash-Only' })
  if (chosen !== undefined) await commands.executeCommand(chosen.command)
}
