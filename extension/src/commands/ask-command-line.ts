import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { l10n, Uri, window } from 'vscode'

import { type Outcome, programThatDied } from '../command-line/outcome.ts'
import { runCommandLine } from '../command-line/run-command-line.ts'
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
  log.error(`${asked}: ${outcome.kind}: ${outcome.line}`)
  if (outcome.kind === 'folder-gone') {
    void sayFolderIsGone(context, session)
    return outcome
  }
  // That it does not come back was told when it began to crash again and again.
  const isTold = session.crashLoops.some(({ name }) => outcome.line.startsWith(`${name} `))
  if (!isTold) void showFailure(context, folder.path, outcome)
  return outcome
}

interface Remedy {
  readonly label: string
  readonly act: () => Promise<unknown>
}

async function showFailure(context: CommandContext, folderPath: string, outcome: Exclude<Outcome, { kind: 'done' }>): Promise<void> {
  const { label, act } = await remedyFor(context, folderPath, outcome)
  if ((await window.showErrorMessage(outcome.line, label)) === label) await act()
}

async function remedyFor(
  { log, crashLoops }: CommandContext, folderPath: string, { kind, line }: Exclude<Outcome, { kind: 'done' }>,
): Promise<Remedy> {
  const config = join(folderPath, 'crash-only.json')
  if (kind === 'fix-your-input' && (await isThere(config))) {
    return { label: l10n.t('Open Config'), act: async () => window.showTextDocument(Uri.file(config)) }
  }
  const dead = programThatDied(line)
  if (dead !== undefined) return { label: l10n.t('Show Crash'), act: async () => crashLoops.showLatest(folderPath, dead) }
  // eslint-disable-next-line @typescript-eslint/require-await -- the other remedies take their time
  return { label: l10n.t('Show Log'), act: async () => { log.show() } }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false // then there is nothing to open
  }
}
