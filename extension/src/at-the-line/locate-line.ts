import { codeOf } from '../../supervision/src/state/event.ts'
import type { Crash } from '../crashes/crash.ts'

/** The text of a file as it is in the editor now. */
export interface Text {
  readonly lines: readonly string[]
  /** It differs from the file. */
  readonly isDirty: boolean
}

export interface Located {
  /** Counted from 0. */
  readonly line: number
  /** It is not, or may not be, the code that crashed: somebody changed it since. */
  readonly isStale: boolean
}

/**
 * Where the code of a crash stands now. Lines that came or went above it only move it; the same text elsewhere is it, if there
 * is no second one. Where the text is not known, any change of the file makes it uncertain.
 */
export function locateLine({ where, code, beganMs }: Crash, fileChangedMs: number | null, { lines, isDirty }: Text): Located | undefined {
  if (where === null || lines.length === 0) return undefined
  const recorded = Math.min(where.line, lines.length) - 1
  if (code === null || code === '') {
    const isChanged = isDirty || (fileChangedMs !== null && (beganMs === null || fileChangedMs > beganMs))
    return { line: recorded, isStale: isChanged || where.line > lines.length }
  }
  const isIt = (line: string): boolean => codeOf(line) === code
  if (isIt(lines[recorded] ?? '') && where.line <= lines.length) return { line: recorded, isStale: false }
  const moved = lines.flatMap((line, index) => (isIt(line) ? [index] : []))
  const [only] = moved
  return only === undefined || moved.length > 1 ? { line: recorded, isStale: true } : { line: only, isStale: false }
}
