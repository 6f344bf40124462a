import { isUp, type ProgramView } from '../project/project-view.ts'

/**
 * What a task says of the programs that it watches. Not translated: the problem matcher `$crash-only` reads these lines, and
 * "starting" and "all up" tell the editor when what depends on the task may begin.
 */
export function startingLine(folder: string): string {
  return `crash-only: starting ${folder}`
}

/** What changed between two looks. */
export function taskLines(before: readonly ProgramView[], after: readonly ProgramView[]): readonly string[] {
  const lines = after.flatMap((program) => programLines(before.find(({ name }) => name === program.name), program))
  const isAllUp = (programs: readonly ProgramView[]): boolean => programs.length > 0 && programs.every(isUp)
  return isAllUp(after) && !isAllUp(before) ? [...lines, 'crash-only: all up'] : lines
}

function programLines(before: ProgramView | undefined, { name, state, pid, crashes, lastCrash }: ProgramView): readonly string[] {
  const hasCrashed = lastCrash !== null && crashes > (before?.crashes ?? 0)
  const where = lastCrash?.where ?? null
  const place = where === null ? '' : `${where.file}:${where.line}:${where.column}: `
  const death = hasCrashed ? [`crash-only: ${place}${name} died: ${lastCrash.reason}`] : []
  if (before?.state === state && before.pid === pid) return death
  return [...death, `crash-only: ${name} is ${state}${pid === null ? '' : ` (pid ${pid})`}`]
}
