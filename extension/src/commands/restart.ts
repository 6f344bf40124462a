import { l10n } from 'vscode'

import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, TargetRow } from './command-context.ts'
import { pickTarget } from './pick-target.ts'

/** Kills and starts again. */
export async function restart(context: CommandContext, row?: TargetRow): Promise<void> {
  const title = l10n.t('Restart which program?')
  const target = await pickTarget(context, row, { title, among: 'running', orWhole: 'project' })
  if (target === undefined) return
  const name = target.program === undefined ? [] : [target.program]
  await askCommandLine(context, target.session, ['restart', ...name])
}
