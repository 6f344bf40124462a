import { l10n, window } from 'vscode'

import type { CrashWay } from '../../supervision/src/state/control.ts'
import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, TargetRow } from './command-context.ts'
import { crashWayItems } from './crash-ways.ts'
import { pickTarget } from './pick-target.ts'

/** Crashes a program now, by the shortest way there is. */
export async function crashNow(context: CommandContext, row?: TargetRow): Promise<void> {
  await crash(context, row, () => 'kill')
}

/** Crashes a program now, in a way that the user picks. */
export async function crashNowWith(context: CommandContext, row?: TargetRow): Promise<void> {
  await crash(context, row, async () => {
    const item = await window.showQuickPick(crashWayItems(l10n), { title: l10n.t('Crash it how?') })
    return item?.way
  })
}

async function crash(
  context: CommandContext,
  row: TargetRow | undefined,
  pickWay: () => CrashWay | Promise<CrashWay | undefined>,
): Promise<void> {
  const title = l10n.t('Crash which program?')
  const target = await pickTarget(context, row, { title, among: 'running', orWhole: 'never' })
  if (target?.program === undefined) return
  const way = await pickWay()
  if (way !== undefined) await askCommandLine(context, target.session, ['crash-now', target.program, '--how', way])
}
