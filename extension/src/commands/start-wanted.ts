import { l10n } from 'vscode'

import { programThatDied } from '../command-line/outcome.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import type { Projects } from '../projects.ts'
import type { CommandContext } from './command-context.ts'
import { startTarget } from './start.ts'

/** The journal tells of a start a moment after the command has come back. */
const shownDeadlineMs = 5_000

/** What `launch.json` or `tasks.json` asks for. */
export interface Wanted {
  readonly session: ProjectSession
  /** As it stands there, whatever that is. Undefined: all programs of the project. */
  readonly program: unknown
  readonly file: 'launch.json' | 'tasks.json'
}

export type Started =
  /** `died`: the program that died at its start, of which a message tells. It is tried again and again. */
  | { readonly kind: 'running'; readonly died: string | undefined }
  /** It does not run, and will not. `isTold`: a message says so already. */
  | { readonly kind: 'failed'; readonly line: string; readonly isTold: boolean }

/** Has run what is wanted: starts what of it does not run, whatever else of the project runs. */
export async function startWanted(context: CommandContext, wanted: Wanted): Promise<Started> {
  const mistake = findMistake(wanted)
  if (mistake !== undefined) return { kind: 'failed', line: mistake, isTold: false }
  const { session, program } = wanted
  if (isSupervised(session) && isAllRunning(wanted)) return { kind: 'running', died: undefined }
  const outcome = await startTarget(context, typeof program === 'string' ? { session, program } : { session })
  const died = outcome.kind === 'done' ? undefined : programThatDied(outcome.line)
  if (outcome.kind !== 'done' && died === undefined) return { kind: 'failed', line: outcome.line, isTold: true }
  const unknown = findUnknownName(wanted)
  if (unknown !== undefined) return { kind: 'failed', line: unknown, isTold: false }
  if (await isShown(context.projects, () => isAllRunning(wanted))) return { kind: 'running', died }
  const name = typeof program === 'string' ? program : session.folder.name
  return { kind: 'failed', line: l10n.t('{0} was stopped while it started.', name), isTold: false }
}

/** What is wrong with the file, as far as that can be said before anything is started. */
export function findMistake(wanted: Wanted): string | undefined {
  const { session, program, file } = wanted
  if (program !== undefined && typeof program !== 'string') {
    return l10n.t('{0}: "program" is the name of a program, as a text, not {1}.', file, JSON.stringify(program))
  }
  // Names of a project that does not run are those of its last run.
  return isSupervised(session) ? findUnknownName(wanted) : undefined
}

/** Somebody supervises the programs, or is just coming back to it: what is known of them is so now. */
export function isSupervised({ view: { guard } }: ProjectSession): boolean {
  return guard.kind === 'guarded' || guard.kind === 'reconnecting'
}

function findUnknownName({ session, program, file }: Wanted): string | undefined {
  const names = session.view.programs.map(({ name }) => name)
  if (typeof program !== 'string' || names.includes(program)) return undefined
  return l10n.t('{0}: no program is called {1} (there is: {2}).', file, program, names.join(', '))
}

function isAllRunning({ session, program }: Wanted): boolean {
  const programs = session.view.programs.filter(({ name }) => program === undefined || name === program)
  return programs.length > 0 && programs.every(isRunning)
}

/** Whether it comes to be so, looked at after each change of what is shown. */
async function isShown(projects: Projects, isSo: () => boolean): Promise<boolean> {
  if (isSo()) return true
  return new Promise((resolve) => {
    const end = (is: boolean): void => {
      clearTimeout(deadline)
      looking.dispose()
      resolve(is)
    }
    const looking = projects.onDidChange(() => { if (isSo()) end(true) })
    const deadline = setTimeout(() => { end(false) }, shownDeadlineMs)
  })
}
