import { l10n } from 'vscode'

import { fail } from '../fail.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import type { CommandContext } from './command-context.ts'

/** A command was asked for in a folder that is gone: none can run there, but what was started there can be stopped. */
export function sayFolderIsGone({ log }: Pick<CommandContext, 'log'>, session: ProjectSession, logged: string): void {
  const { folder, view } = session
  if (view.programs.some(isRunning)) {
    const text = l10n.t('The folder {0} is gone. What was started in it runs on until you stop it.', folder.path)
    fail(log, { text, logged, remedy: { label: l10n.t('Stop'), act: async () => stopWithoutFolder({ log }, session) } })
  } else fail(log, { text: l10n.t('The folder {0} is gone.', folder.path), logged })
}

/** Our command cannot run there. The restarter still listens, and is asked itself. */
export async function stopWithoutFolder(
  { log }: Pick<CommandContext, 'log'>, session: ProjectSession, program?: string,
): Promise<void> {
  const { path } = session.folder
  log.info(`${path} is gone: the restarter is asked to stop ${program ?? 'everything'}`)
  const answer = await session.stop(program)
  if (answer?.ok === true) return
  const text = l10n.t('What was started in {0} cannot be stopped: {1}.', path, answer?.error ?? l10n.t('nobody answers'))
  fail(log, { text, logged: `${path}: what was started there cannot be stopped: ${answer?.error ?? 'nobody answers'}` })
}
