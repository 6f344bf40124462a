import { commands, l10n, window } from 'vscode'

import { runAndRead } from '../command-line/run-command-line.ts'
import { readWatchdogDeviceSettings } from '../settings.ts'
import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, TargetRow } from './command-context.ts'
import { armQuestion, parseOutlook } from './arm-question.ts'
import { pickProject } from './pick-target.ts'

/**
 * Lets the computer's watchdog device watch the watchdog of a project. Nothing is opened before the user has agreed to what the
 * relay says of the device, by looking at files only.
 */
export async function armWatchdogDevice(context: CommandContext, row?: TargetRow): Promise<void> {
  const { device, timeoutS } = readWatchdogDeviceSettings()
  if (device === '') { void sayNoDevice(); return }
  const target = await pickProject(context, row, l10n.t('Guard which project with the watchdog device?'))
  if (target === undefined) return
  const args = ['relay', '--device', device, ...(timeoutS > 0 ? ['--timeout', `${timeoutS}s`] : [])]
  const inspect = { program: context.program, args: [...args, '--inspect', '--json'], folder: target.session.folder.path }
  const outlook = parseOutlook((await runAndRead(inspect)).printed)
  if (outlook?.refusal !== null) {
    void window.showErrorMessage(outlook?.refusal ?? l10n.t('{0} cannot be looked at.', device))
    return
  }
  const { question, detail } = armQuestion(outlook, l10n)
  const arm = l10n.t('Arm')
  if ((await window.showWarningMessage(question, { modal: true, detail }, arm)) !== arm) return
  await askCommandLine(context, target.session, args)
}

export async function disarmWatchdogDevice(context: CommandContext, row?: TargetRow): Promise<void> {
  const target = await pickProject(context, row, l10n.t('Disarm the watchdog device of which project?'))
  if (target !== undefined) await askCommandLine(context, target.session, ['relay', '--stop'])
}

/** Not awaited by the command: whether and when the message is answered changes nothing about it. */
async function sayNoDevice(): Promise<void> {
  const line = l10n.t('No watchdog device is set for this machine. A workspace cannot set it.')
  const chosen = await window.showErrorMessage(line, l10n.t('Open Settings'))
  if (chosen !== undefined) await commands.executeCommand('workbench.action.openSettings', 'crashOnly.watchdogDevice')
}
