import { commands, l10n, type QuickPickItem, window } from 'vscode'

import type { ProjectSession } from '../project/project-session.ts'
import { isRunning, type ProgramView } from '../project/project-view.ts'
import { stateText } from '../programs/program-texts.ts'
import type { CommandContext, Target, TargetRow } from './command-context.ts'

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
  const items = (await context.projects.allSessions()).flatMap((session) => itemsOf(session, question))
  const programs = items.filter(({ target }) => target.program !== undefined)
  if (programs.length === 0) void sayNothingRuns(context)
  if (programs.length < 2) return programs[0]?.target
  return (await window.showQuickPick(items, { title: question.title }))?.target
}

/** The row's folder; from the palette the only one, or the one that the user picks. */
export async function pickProject(
  context: CommandContext,
  row: TargetRow | undefined,
  title: string,
): Promise<Target | undefined> {
  if (row !== undefined) return targetOf(context, row)
  const sessions = await context.projects.allSessions()
  const runnable = sessions.filter(({ canRun }) => canRun)
  const [first, second] = runnable.length > 0 ? runnable : sessions
  if (first === undefined) return undefined
  if (second === undefined) return { session: first }
  const items = runnable.map((session) => {
    const { name: label, path: description } = session.folder
    return { label, description, target: { session } }
  })
  return (await window.showQuickPick(items, { title }))?.target
}

function targetOf({ projects }: CommandContext, { folderPath, program }: TargetRow): Target | undefined {
  const session = projects.find(folderPath)
  if (session === undefined) return undefined
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

/** Not awaited by the command: whether and when the message is answered changes nothing about it. */
async function sayNothingRuns({ log }: CommandContext): Promise<void> {
  log.warn('no program runs in this workspace')
  const chosen = await window.showErrorMessage(l10n.t('No program runs in this workspace.'), l10n.t('Start'))
  if (chosen !== undefined) await commands.executeCommand('crashOnly.start')
}
