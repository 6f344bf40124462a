import { l10n, Uri } from 'vscode'

import type { Outcome } from '../command-line/outcome.ts'
import { editorLeaseId } from '../project/editor-lease.ts'
import { type OnEditorExit, readSettings } from '../settings.ts'
import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, Target, TargetRow } from './command-context.ts'
import { pickProject } from './pick-target.ts'

/** Starts the project, or one stopped program of a project that runs. */
export async function start(context: CommandContext, row?: TargetRow): Promise<void> {
  const target = await pickProject(context, row, l10n.t('Start which project?'))
  if (target !== undefined) await startTarget(context, target)
}

export async function startTarget(context: CommandContext, { session, program }: Target): Promise<Outcome> {
  const isGuarded = session.view.guard.kind === 'guarded'
  const { onEditorExit } = readSettings(Uri.file(session.folder.path))
  // A killed program that is "restarted" while it is down simply starts.
  const args = program !== undefined && isGuarded ? ['restart', program] : startArguments(onEditorExit)
  const outcome = await session.duringStart(async () => askCommandLine(context, session, args))
  if (outcome.kind !== 'done') await context.crashLoops.saidAtStart(session)
  return outcome
}

/** Without a lease of the editor, what is started runs until somebody stops it. */
function startArguments(onEditorExit: OnEditorExit): readonly string[] {
  return onEditorExit === 'keep' ? ['start'] : ['start', '--editor-lease', editorLeaseId]
}
