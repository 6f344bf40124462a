import { l10n, type Memento, window } from 'vscode'

import { type CrashWay, isCrashWay } from '../../supervision/src/state/control.ts'
import { hasNodeHeartbeat } from '../../supervision/src/state/node-heartbeat.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import { askCommandLine } from './ask-command-line.ts'
import type { CommandContext, Target, TargetRow } from './command-context.ts'
import { crashWayItems, isPossible } from './crash-ways.ts'
import { pickTarget } from './pick-target.ts'
import { targetAtCursor } from './target-at-cursor.ts'

type ProgramTarget = Target & { readonly program: string }

/** Crashes a program now, by the shortest way there is. */
export async function crashNow(context: CommandContext, row?: TargetRow): Promise<void> {
  const target = await pickProgram(context, row)
  if (target !== undefined) await crash(context, target, 'kill')
}

/** Crashes the program of the row or under the cursor, or another one, in a way that the user picks. */
export async function crashNowWith(context: CommandContext, row?: TargetRow): Promise<void> {
  const atCursor = row === undefined ? await targetAtCursor(context) : undefined
  const target = atCursor ?? (await pickProgram(context, row))
  if (target === undefined) return
  const way = await pickWay(context, target, atCursor !== undefined)
  if (way === 'another') { await crashOther(context); return }
  if (way !== undefined) await crash(context, target, way)
}

/** The same program in the same way as last time; one that cannot be, because it does not run, is asked for. */
export async function crashNowAgain(context: CommandContext): Promise<void> {
  const last = readLast(context.memory)
  const session = last && context.projects.find(last.folderPath)
  const isThere = session?.view.programs.some((program) => program.name === last?.program && isRunning(program)) === true
  if (last === undefined || session === undefined || !isThere) { await crashNowWith(context); return }
  const target = { session, program: last.program }
  if (isPossible(last.way, await factsOf(target))) await crash(context, target, last.way)
  else await crashNowWith(context, { folderPath: last.folderPath, program: last.program })
}

async function crashOther(context: CommandContext): Promise<void> {
  const target = await pickProgram(context, undefined)
  const way = target && (await pickWay(context, target, false))
  if (target !== undefined && way !== undefined && way !== 'another') await crash(context, target, way)
}

async function pickProgram(context: CommandContext, row: TargetRow | undefined): Promise<ProgramTarget | undefined> {
  const title = l10n.t('Crash which program?')
  const target = await pickTarget(context, row, { title, among: 'running', orWhole: 'never' })
  return target?.program === undefined ? undefined : { session: target.session, program: target.program }
}

/** @param isGuessed nobody named the program, so that another one can be chosen */
async function pickWay(
  { projects }: CommandContext, target: ProgramTarget, isGuessed: boolean,
): Promise<CrashWay | 'another' | undefined> {
  const items = crashWayItems(await factsOf(target), l10n)
  const running = projects.sessions.flatMap(({ view }) => view.programs.filter(isRunning)).length
  const another = { label: l10n.t('Another program…'), description: '', way: 'another' as const }
  const item = await window.showQuickPick([...items, ...(isGuessed && running > 1 ? [another] : [])], {
    title: l10n.t('Crash {0} how?', target.program),
  })
  return item?.way
}

async function crash(context: CommandContext, { session, program }: ProgramTarget, way: CrashWay): Promise<void> {
  await context.memory.update(lastKey, { folderPath: session.folder.path, program, way })
  if (way !== 'kill') await context.breakpoints.letRun({ session, name: program })
  await askCommandLine(context, session, ['crash-now', program, '--how', way])
}

async function factsOf({ session, program }: { session: ProjectSession; program: string }) {
  const incarnation = session.view.programs.find(({ name }) => name === program)?.incarnation ?? 0
  return { platform: process.platform, isNode: await hasNodeHeartbeat(session.paths, program, incarnation) }
}

const lastKey = 'lastCrashNow'

interface LastCrashNow {
  readonly folderPath: string
  readonly program: string
  readonly way: CrashWay
}

function readLast(memory: Memento): LastCrashNow | undefined {
  const last = memory.get<Partial<LastCrashNow>>(lastKey)
  const { folderPath, program, way } = last ?? {}
  if (folderPath === undefined || program === undefined || way === undefined) return undefined
  return isCrashWay(way) ? { folderPath, program, way } : undefined // a way of another version
}
