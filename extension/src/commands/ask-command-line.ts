import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { l10n, Uri, window } from 'vscode'

import type { Outcome } from '../command-line/outcome.ts'
import { runCommandLine } from '../command-line/run-command-line.ts'
import type { ProjectSession } from '../project/project-session.ts'
import type { CommandContext } from './command-context.ts'

/** Runs our command in the project's folder. A failure ends in a line of the log and one message, not awaited. */
export async function askCommandLine(
  { log, program }: CommandContext,
  { folder }: ProjectSession,
  args: readonly string[],
): Promise<void> {
  const asked = `crash-only ${args.join(' ')}`
  log.info(`${folder.path}: ${asked}`)
  const outcome = await runCommandLine({ program, args, folder: folder.path })
  if (outcome.kind === 'done') return
  log.error(`${asked}: ${outcome.kind}: ${outcome.line}`)
  void showFailure(log, join(folder.path, 'crash-only.json'), outcome)
}

async function showFailure(
  log: CommandContext['log'],
  config: string,
  { kind, line }: Exclude<Outcome, { kind: 'done' }>,
): Promise<void> {
  if (kind === 'fix-your-input' && (await isThere(config))) {
    const chosen = await window.showErrorMessage(line, l10n.t('Open Config'))
    if (chosen !== undefined) await window.showTextDocument(Uri.file(config))
    return
  }
  const chosen = await window.showErrorMessage(line, l10n.t('Show Log'))
  if (chosen !== undefined) log.show()
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false // then there is nothing to open
  }
}
