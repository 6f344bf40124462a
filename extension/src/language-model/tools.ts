import {
  l10n, LanguageModelTextPart, type LanguageModelTool, type LanguageModelToolInvocationOptions,
  type LanguageModelToolInvocationPrepareOptions, LanguageModelToolResult, lm, MarkdownString, type PreparedToolInvocation,
} from 'vscode'

import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { readJournal } from '../../supervision/src/state/journal-reader.ts'
import { runCommandLine } from '../command-line/run-command-line.ts'
import type { CommandContext } from '../commands/command-context.ts'
import type { Disposable } from '../disposable.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import { chosenLimit, chosenProgram, chosenWay, crashAnswer, isCrash, statusAnswer, ToolInputError } from './tool-answers.ts'

/** What a language model may ask of us, where there is one. An editor without that interface has everything else all the same. */
export function registerLanguageModelTools(context: CommandContext): Disposable[] {
  const { registerTool } = lm as Partial<typeof lm> | undefined ?? {}
  if (registerTool === undefined) return []
  return [
    registerTool('crashonly_status', answering(() => statusAnswer(context.projects.sessions.map(({ view }) => view)))),
    registerTool('crashonly_recentCrashes', answering(async (input) => recentCrashes(context, input))),
    registerTool('crashonly_crashNow', {
      ...answering(async (input) => crashNow(context, input)), prepareInvocation: (options) => question(context, options),
    }),
  ]
}

type Answer = (input: unknown) => unknown

function answering(answer: Answer): LanguageModelTool<unknown> {
  return {
    invoke: async ({ input }: LanguageModelToolInvocationOptions<unknown>) =>
      new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(await answer(input)))]),
  }
}

interface DatedCrash {
  readonly folder: string
  readonly event: JournalEvent
}

async function recentCrashes({ projects }: CommandContext, input: unknown): Promise<unknown> {
  const program = chosenProgram(input, namesOf(projects.sessions))
  const limit = chosenLimit(input)
  const all = await Promise.all(projects.sessions.map(async (session) => latestCrashes(session, program, limit)))
  const latest = all.flat().sort((a, b) => Date.parse(b.event.t) - Date.parse(a.event.t)).slice(0, limit)
  return latest.map(({ folder, event }) => ({ folder, ...(crashAnswer(event) as object) }))
}

async function latestCrashes(
  { folder, paths }: ProjectSession, program: string | undefined, limit: number,
): Promise<readonly DatedCrash[]> {
  const latest: DatedCrash[] = []
  await readJournal(paths.events, 'first-event').each((event) => {
    if (!isCrash(event) || (program !== undefined && event.name !== program)) return
    latest.push({ folder: folder.path, event })
    if (latest.length > limit) latest.shift()
  })
  return latest
}

async function crashNow(context: CommandContext, input: unknown): Promise<unknown> {
  const { session, name } = targetOf(context, input)
  const way = chosenWay(input)
  context.log.info(`a language model asks, and the user agreed: crash-only crash-now ${name} --how ${way}`)
  const args = ['crash-now', name, '--how', way]
  if (way !== 'kill') await context.breakpoints.letRun({ session, name })
  const outcome = await runCommandLine({ program: context.program, args, folder: session.folder.path })
  if (outcome.kind !== 'done') throw new ToolInputError(outcome.line)
  await session.lookForPrograms()
  return { crashed: name, how: way, isBackUp: true }
}

/** Nothing is killed before the user has agreed. */
function question(context: CommandContext, { input }: LanguageModelToolInvocationPrepareOptions<unknown>): PreparedToolInvocation {
  const { name } = targetOf(context, input)
  const way = chosenWay(input)
  const message = new MarkdownString().appendText(l10n.t('{0} is crashed ({1}), and restarted by the watchdog at once.', name, way))
  return { invocationMessage: l10n.t('Crashing {0}', name), confirmationMessages: { title: l10n.t('Crash {0} now?', name), message } }
}

function targetOf({ projects }: CommandContext, input: unknown): { readonly session: ProjectSession; readonly name: string } {
  const running = projects.sessions.flatMap((session) => session.view.programs.filter(isRunning).map(({ name }) => ({ session, name })))
  const name = chosenProgram(input, running.map((one) => one.name))
  const found = running.filter((one) => name === undefined || one.name === name)
  const [only, second] = found
  if (only === undefined) throw new ToolInputError('no program runs in this workspace (start it first)')
  if (second !== undefined) throw new ToolInputError(`say which program (there is: ${running.map((one) => one.name).join(', ')})`)
  return only
}

function namesOf(sessions: readonly ProjectSession[]): string[] {
  return sessions.flatMap(({ view }) => view.programs.map(({ name }) => name))
}
