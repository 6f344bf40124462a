import { commands, l10n, ProgressLocation, window } from 'vscode'

import { checkResult } from '../findings/check-result.ts'
import { readFindingsPreset } from '../settings.ts'
import type { CommandContext } from './command-context.ts'
import { fail } from '../fail.ts'

/** Shows the findings of all files of the workspace, open or not. */
export async function checkProject({ findings, log }: CommandContext): Promise<void> {
  const title = l10n.t('Looking for code that is not safe to kill')
  const options = { location: ProgressLocation.Notification, title, cancellable: true }
  try {
    const summary = await window.withProgress(options, async (progress, cancel) => findings.load().checkProject(progress, cancel))
    log.info(`checked the project: ${JSON.stringify(summary)}`)
    if (summary.findings > 0) await commands.executeCommand('workbench.panel.markers.view.focus')
    const line = summary.isCancelled ? undefined : checkResult(summary, { isOff: readFindingsPreset() === 'off' }, l10n)
    if (line !== undefined) void window.showInformationMessage(line)
  } catch (error) {
    const logged = `cannot check the project: ${error instanceof Error ? error.message : String(error)}`
    fail(log, { text: l10n.t('The check of the project did not end. The next one starts from the beginning.'), logged })
  }
}
