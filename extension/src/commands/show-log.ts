import { l10n } from 'vscode'

import type { CommandContext, TargetRow } from './command-context.ts'
import { pickTarget } from './pick-target.ts'

/** Shows a program's output, also of one that is stopped. */
export async function showLog(context: CommandContext, row?: TargetRow): Promise<void> {
  const title = l10n.t('Show the log of which program?')
  const target = await pickTarget(context, row, { title, among: 'all', orWhole: 'never' })
  if (target?.program !== undefined) context.terminals.show(target.session.paths.logs, target.program)
}
