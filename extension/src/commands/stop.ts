import { l10n } from 'vscode'

import { isGone } from '../project/real-folder.ts'
import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, Target, TargetRow } from './command-context.ts'
import { stopWithoutFolder } from './folder-gone.ts'
import { pickTarget } from './pick-target.ts'

/** Kills, and does not start again. */
export async function stop(context: CommandContext, row?: TargetRow): Promise<void> {
  const title = l10n.t('Stop which program?')
  const target = await pickTarget(context, row, { title, among: 'running', orWhole: 'project' })
  if (target === undefined) return
  const { session } = target
  const name = nameOf(target)
  if (await isGone(session.folder.path)) await stopWithoutFolder(context, session, name[0])
  else await askCommandLine(context, session, ['stop', ...name])
}

// Who stops the only program of a project has no more use for its supervision.
function nameOf({ session, program }: Target): readonly string[] {
  const isOnlyOne = session.view.programs.length === 1
  return program === undefined || isOnlyOne ? [] : [program]
}
