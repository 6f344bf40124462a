import { commands, l10n, type LogOutputChannel, window } from 'vscode'

import { type Missing, missingTexts } from './commands/what-is-missing.ts'

/** What a reader can do about it, by one button. */
export interface Remedy {
  readonly label: string
  readonly act: () => unknown
}

export interface Failure {
  /** What and why, and what next: one sentence or two. */
  readonly text: string
  /** The same for the log, which is English, with what only the log has room for. */
  readonly logged: string
  /** Without one, the log. */
  readonly remedy?: Remedy | undefined
  /** `warning`: somebody has to go on by hand. `information`: there is nothing of the kind that was asked for. */
  readonly weight?: 'error' | 'warning' | 'information'
}

interface Message {
  readonly text: string
  readonly weight: NonNullable<Failure['weight']>
  readonly remedy: Remedy
}

const messages: Record<Message['weight'], (text: string, button: string) => Thenable<string | undefined>> = {
  error: window.showErrorMessage, warning: window.showWarningMessage, information: window.showInformationMessage,
}

/**
 * What every command that fails ends in: a line of the log, and one message with a button. Not to be awaited: whether and when the
 * message is answered changes nothing about the command.
 */
export function fail(log: LogOutputChannel, { text, logged, remedy, weight = 'error' }: Failure): void {
  if (weight === 'error') log.error(logged)
  else log.warn(logged)
  void offer(log, { text, remedy: remedy ?? { label: l10n.t('Show Log'), act: () => { log.show() } }, weight })
}

async function offer(log: LogOutputChannel, { text, weight, remedy }: Message): Promise<void> {
  if ((await messages[weight](text, remedy.label)) !== remedy.label) return
  try {
    await remedy.act()
  } catch (error) {
    fail(log, asFailure(remedy.label, error))
  }
}

/** A command that has nothing to act on says so, and leads to what is missing. */
export function sayMissing(log: LogOutputChannel, missing: Missing): void {
  const { text, logged, remedy } = missingTexts[missing](l10n)
  const act = async (command: string): Promise<unknown> => commands.executeCommand(command)
  fail(log, { text, logged, remedy: remedy && { label: remedy.label, act: async () => act(remedy.command) } })
}

/** What is registered for a command: one that throws has failed like any other, and the editor does not say it in words of its own. */
export function failing<Args extends readonly unknown[]>(
  log: LogOutputChannel, id: string, command: (...args: Args) => unknown,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await command(...args)
    } catch (error) {
      fail(log, asFailure(id, error))
    }
  }
}

function asFailure(what: string, error: unknown): Failure {
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  const stack = error instanceof Error ? (error.stack ?? reason) : reason
  return { text: l10n.t('The command failed: {0}', reason), logged: `${what}: ${stack}` }
}
