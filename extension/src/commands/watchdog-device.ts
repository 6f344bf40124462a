import { commands, l10n, window } from 'vscode'

import { runAndRead } from '../command-line/run-command-line.ts'
import { fail, type Remedy } from '../fail.ts'
import { readWatchdogDeviceSettings } from '../settings.ts'
import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, TargetRow } from './command-context.ts'
import { armQuestion, parseOutlook } from './arm-question.ts'
import { deviceText } from './device-texts.ts'
import { pickProject } from './pick-target.ts'

/**
 * Lets the computer's watchdog device watch the watchdog of a project. Nothing is opened before the user has agreed to what the
 * relay says of the device, by looking at files only.
 */
export async function armWatchdogDevice(context: CommandContext, row?: TargetRow): Promise<void> {
  const { device, timeoutS } = readWatchdogDeviceSettings()
  if (device === '') {
    const text = l10n.t('No watchdog device is set for this machine. A workspace cannot set it.')
    fail(context.log, { text, logged: 'no watchdog device is set for this machine', remedy: openSettings() })
    return
  }
  const target = await pickProject(context, row, l10n.t('Guard which project with the watchdog device?'))
  if (target === undefined) return
  const args = ['relay', '--device', device, ...(timeoutS > 0 ? ['--timeout', `${timeoutS}s`] : [])]
  const inspect = { program: context.program, args: [...args, '--inspect', '--json'], folder: target.session.folder.path }
  const { outcome, printed } = await runAndRead(inspect)
  const outlook = parseOutlook(printed)
  if (outlook === undefined) {
    const reason = outcome.kind === 'done' ? `not understood: ${printed.trim()}` : outcome.line
    fail(context.log, { text: l10n.t('{0} cannot be looked at.', device), logged: `${device} cannot be looked at: ${reason}` })
    return
  }
  if (outlook.refusal !== null) {
    fail(context.log, { text: deviceText(outlook.refusal, l10n), logged: outlook.refusal, remedy: openSettings() })
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

function openSettings(): Remedy {
  const act = async (): Promise<unknown> => commands.executeCommand('workbench.action.openSettings', 'crashOnly.watchdog')
  return { label: l10n.t('Open Settings'), act }
}
