import { join } from 'node:path'

import { readTextIfThere, writeDurably } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { ProjectPaths } from './project-paths.ts'

/**
 * `crash-marks.json`: which crashes somebody has looked at, and which nobody wants to see any more. All windows on a folder
 * share it. The journal keeps them all. Times are those of the journal, ISO 8601 in UTC.
 */
export interface CrashMarks {
  readonly v: 1
  /** Later ones are news. */
  readonly seenAt: string
  /** Later ones are shown. */
  readonly clearedAt: string
  /** The same for those of one signature. */
  readonly cleared: Readonly<Record<string, string>>
}

export const noMarks: CrashMarks = { v: 1, seenAt: '', clearedAt: '', cleared: {} }
export const crashMarksName = 'crash-marks.json'
const clearedMax = 500

/** None where the file is not there, torn, or of another version: then all crashes are shown, as news. */
export async function readCrashMarks({ state }: Pick<ProjectPaths, 'state'>): Promise<CrashMarks> {
  const text = await readTextIfThere(join(state, crashMarksName)).catch(() => undefined)
  const found = parseJson(text ?? '') as Partial<CrashMarks> | null | undefined
  if (found?.v !== 1) return noMarks
  const { seenAt, clearedAt, cleared } = found
  return { v: 1, seenAt: textOf(seenAt), clearedAt: textOf(clearedAt), cleared: timesOf(cleared) }
}

/** Of two windows that write at once the later one counts; at worst something is shown once more. */
export async function writeCrashMarks({ state }: Pick<ProjectPaths, 'state'>, marks: CrashMarks): Promise<void> {
  const latest = Object.entries(marks.cleared).toSorted(([, a], [, b]) => (a < b ? 1 : -1)).slice(0, clearedMax)
  await writeDurably(join(state, crashMarksName), `${JSON.stringify({ ...marks, cleared: Object.fromEntries(latest) })}\n`)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function timesOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
