import { l10n, type QuickPickItem, window } from 'vscode'

import { sayMissing } from '../fail.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning, type ProgramView } from '../project/project-view.ts'
import { stateText } from '../programs/program-texts.ts'
import type { CommandContext, Target, TargetRow } from './command-context.ts'
import { missingToRun } from './what-is-missing.ts'

export interface TargetQuestion {
  readonly title: string
  /** Which programs can be meant at all. */
  readonly among: 'running' | 'all'
  /** Whether the answer may be all programs of a folder. */
  readonly orWhole: 'never' | 'project'
}

type TargetItem = QuickPickItem & { readonly target: Target }

/** The row's program; from the palette the only one that can be meant, or the one that the user picks. */
export async function pickTarget(
  context: CommandContext,
  row: TargetRow | undefined,
  question: TargetQuestion,
): Promise<Target | undefined> {
  if (row !== undefined) return targetOf(context, row)
  const sessions = await context.projects.allSessions()
  const items = sessions.flatMap((session) => itemsOf(session, question))
  const programs = items.filter(({ target }) => target.program !== undefined)
  if (programs.length === 0) sayMissing(context.log, missingToRun(sessions) ?? 'running-program')
  if (programs.length < 2) return programs[0]?.target
  return (await window.showQuickPick(items, { title: question.title }))?.target
}

/** The row's folder; from the palette the only one with something to run, or the one that the user picks of these. */
export async function pickProject(
  context: CommandContext,
  row: TargetRow | undefined,
  title: string,
): Promise<Target | undefined> {
  if (row !== undefined) return targetOf(context, row)
  const sessions = await context.projects.allSessions()
  const found = await withSomethingToRun(sessions)
  const [first, second] = found
  if (first === undefined) sayMissing(context.log, missingToRun(sessions) ?? 'something-to-run')
  if (second === undefined) return first && { session: first }
  const items = found.map((session) => {
    const { name: label, path: description } = session.folder
    return { label, description, target: { session } }
  })
  return (await window.showQuickPick(items, { title }))?.target
}

/** Those whose files say what to run; else those in which somebody runs a program by hand. */
async function withSomethingToRun(sessions: readonly ProjectSession[]): Promise<readonly ProjectSession[]> {
  const isRunnable = ({ canRun }: ProjectSession): boolean => canRun
  // A file that was written a moment ago may not have been told of yet.
  if (!sessions.some(isRunnable)) await Promise.all(sessions.map(async (session) => session.lookForPrograms()))
  const runnable = sessions.filter(isRunnable)
  return runnable.length > 0 ? runnable : sessions.filter(({ view }) => view.programs.some(isRunning))
}

function targetOf({ projects, log }: CommandContext, { folderPath, program }: TargetRow): Target | undefined {
  const session = projects.find(folderPath)
  if (session === undefined) {
    sayMissing(log, 'readable-folder')
    return undefined
  }
  return program === undefined ? { session } : { session, program }
}

function itemsOf(session: ProjectSession, { among, orWhole }: TargetQuestion): TargetItem[] {
  const programs = session.view.programs.filter((program) => among === 'all' || isRunning(program))
  const items = programs.map((program) => programItem(session, program))
  if (orWhole === 'never' || items.length < 2) return items
  const whole = { label: l10n.t('All programs'), description: session.folder.name, target: { session } }
  return [whole, ...items]
}

function programItem(session: ProjectSession, program: ProgramView): TargetItem {
  const { name } = program
  const description = `${stateText(program, l10n)} · ${session.folder.name}`
  return { label: name, description, target: { session, program: name } }
}
