import { env, l10n, Uri } from 'vscode'

import { answerText } from '../command-line/answer-text.ts'
import { type Outcome, programThatDied } from '../command-line/outcome.ts'
import { runCommandLine } from '../command-line/run-command-line.ts'
import { fail, type Remedy } from '../fail.ts'
import { isThere, openFile } from '../open-file.ts'
import type { ProjectSession } from '../project/project-session.ts'
import type { CommandContext } from './command-context.ts'
import { sayFolderIsGone } from './folder-gone.ts'

/** Runs our command in the project's folder. A failure ends in a line of the log and one message, not awaited. */
export async function askCommandLine(context: CommandContext, session: ProjectSession, args: readonly string[]): Promise<Outcome> {
  const { log, program } = context
  const { folder } = session
  const asked = `crash-only ${args.join(' ')}`
  log.info(`${folder.path}: ${asked}`)
  const outcome = await runCommandLine({ program, args, folder: folder.path })
  if (outcome.kind === 'done') return outcome
  const logged = `${asked}: ${outcome.kind}: ${outcome.line}`
  if (outcome.kind === 'folder-gone') {
    sayFolderIsGone(context, session, logged)
    return outcome
  }
  // That it does not come back was told when it began to crash again and again.
  const isTold = session.crashLoops.some(({ name }) => outcome.line.startsWith(`${name} `))
  if (isTold) log.error(logged)
  else fail(log, { text: answerText(outcome.line, env.language, l10n), logged, remedy: await remedyFor(context, folder.path, outcome) })
  return outcome
}

/** Undefined: the log tells more than anything else. */
async function remedyFor(
  { crashLoops }: CommandContext, folderPath: string, { kind, line }: Exclude<Outcome, { kind: 'done' }>,
): Promise<Remedy | undefined> {
  const config = Uri.joinPath(Uri.file(folderPath), 'crash-only.json')
  if (kind === 'fix-your-input' && (await isThere(config))) return { ...openFile(config), label: l10n.t('Open Config') }
  const dead = programThatDied(line)
  return dead === undefined ? undefined : { label: l10n.t('Show Crash'), act: async () => crashLoops.showLatest(folderPath, dead) }
}
