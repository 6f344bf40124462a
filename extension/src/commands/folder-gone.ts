import { l10n, window } from 'vscode'

import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import type { CommandContext } from './command-context.ts'

/** A command was asked for in a folder that is gone: none can run there, but what was started there can be stopped. */
export async function sayFolderIsGone({ log }: Pick<CommandContext, 'log'>, session: ProjectSession): Promise<void> {
  const { folder, view } = session
  const stop = l10n.t('Stop')
  const isAnyRunning = view.programs.some(isRunning)
  const line = isAnyRunning
    ? l10n.t('The folder {0} is gone. What was started in it runs on until you stop it.', folder.path)
    : l10n.t('The folder {0} is gone.', folder.path)
  const showLog = l10n.t('Show Log')
  const chosen = await window.showErrorMessage(line, isAnyRunning ? stop : showLog)
  if (chosen === stop) await stopWithoutFolder({ log }, session)
  if (chosen === showLog) log.show()
}

/** Our command cannot run there. The restarter still listens, and is asked itself. */
export async function stopWithoutFolder(
  { log }: Pick<CommandContext, 'log'>, session: ProjectSession, program?: string,
): Promise<void> {
  const { path } = session.folder
  log.info(`${path} is gone: the restarter is asked to stop ${program ?? 'everything'}`)
  const answer = await session.stop(program)
  if (answer?.ok === true) return
  const reason = answer?.error ?? l10n.t('nobody answers')
  log.error(`${path}: what was started there cannot be stopped: ${reason}`)
  const showLog = l10n.t('Show Log')
  const chosen = await window.showErrorMessage(l10n.t('What was started in {0} cannot be stopped: {1}.', path, reason), showLog)
  if (chosen !== undefined) log.show()
}
