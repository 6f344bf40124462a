import { type CrashWay, crashWays, isCrashWay } from '../../supervision/src/state/control.ts'
import type { JournalEvent } from '../../supervision/src/state/event.ts'
import type { ProjectView } from '../project/project-view.ts'

export const crashesAtMost = 20
const crashesByDefault = 5

/** What a tool was given is not what the schema says, or names nothing: the model reads why, and may do better. */
export class ToolInputError extends Error {}

/** Of each project: what runs, how well, and who guards it. */
export function statusAnswer(projects: readonly ProjectView[]): unknown {
  return projects.map(({ folder, guard, programs }) => ({
    folder: folder.path,
    guardedBy: guard.kind,
    programs: programs.map(({ name, state, pid, upMs, crashes, hangs, restarts, recovery, availability, lastCrash, ...rest }) => ({
      name, state, pid, upMs, crashes, hangs, restarts, recovery, availability, lastCrash,
      ...(state === 'backoff' && { retryInMs: rest.retryInMs }),
      ...(state === 'waiting' && { waitsFor: rest.waitsFor }),
      ...(rest.flag !== null && { problem: rest.flag }),
      ...(rest.advice !== null && { advice: rest.advice }),
    })),
  }))
}

/** One crash with its diagnosis, for somebody who looks for the cause. */
export function crashAnswer({ t, name, incarnation, why, data }: JournalEvent): unknown {
  const { kind = 'crash', signal = null, exitCode = null, where = null, stack, doing, tail } = data ?? {}
  return { at: t, program: name, incarnation, kind, reason: why, signal, exitCode, where, stack, doing, lastOutput: tail }
}

export function isCrash({ event, data }: JournalEvent): boolean {
  return event === 'exited' && (data?.kind === 'crash' || data?.kind === 'hang')
}

/** Undefined: all programs. */
export function chosenProgram(input: unknown, names: readonly string[]): string | undefined {
  const program = fieldOf(input, 'program')
  if (program === undefined) return undefined
  if (typeof program === 'string' && names.includes(program)) return program
  throw new ToolInputError(`no program is called ${JSON.stringify(program)} (there is: ${names.join(', ') || 'none'})`)
}

export function chosenLimit(input: unknown): number {
  const limit = fieldOf(input, 'limit') ?? crashesByDefault
  if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return Math.min(limit, crashesAtMost)
  throw new ToolInputError(`limit is ${JSON.stringify(limit)} (give a whole number from 1 to ${crashesAtMost})`)
}

export function chosenWay(input: unknown): CrashWay {
  const how = fieldOf(input, 'how') ?? 'kill'
  if (typeof how === 'string' && isCrashWay(how)) return how
  throw new ToolInputError(`how is ${JSON.stringify(how)} (give one of: ${crashWays.join(', ')})`)
}

function fieldOf(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[name] : undefined
}
