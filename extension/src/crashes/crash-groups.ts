import type { CrashMarks } from '../../supervision/src/state/crash-marks.ts'
import type { ProjectFolder } from '../project/project-view.ts'
import type { CrashBook, CrashEntry } from './crash-book.ts'
import type { Crash, CrashGroup } from './crash.ts'
import { hadCleanRun } from './lives.ts'

/** The crashes of one folder, as every screen shows them. */
export interface FolderCrashes {
  readonly folder: ProjectFolder
  /** The one that crashed last comes first. */
  readonly groups: readonly CrashGroup[]
  /** How many nobody has looked at. */
  readonly unseen: number
}

export interface GroupFacts {
  readonly folder: ProjectFolder
  readonly book: CrashBook
  readonly marks: CrashMarks
  /** When files of code were changed last, by their paths as the journal has them. */
  readonly changedMs: ReadonlyMap<string, number>
  readonly nowMs: number
  readonly daysMax: number
}

const dayMs = 86_400_000

export function crashesOf(facts: GroupFacts): FolderCrashes {
  const entries = [...facts.book.entries.values()].filter((entry) => isShown(entry, facts))
  const groups = entries.map((entry) => groupOf(entry, facts)).toSorted((a, b) => b.last.atMs - a.last.atMs)
  return { folder: facts.folder, groups, unseen: unseenOf(facts, entries) }
}

/** The files of code that what is shown came from. */
export function filesOf(book: CrashBook): string[] {
  return [...new Set([...book.entries.values()].flatMap(({ recent }) => recent.at(-1)?.where?.file ?? []))]
}

function isShown(entry: CrashEntry, facts: GroupFacts): boolean {
  const last = entry.recent.at(-1)
  return last !== undefined && facts.nowMs - last.atMs <= facts.daysMax * dayMs && last.atMs > clearedMs(entry.id, facts)
}

function groupOf(entry: CrashEntry, facts: GroupFacts): CrashGroup {
  const { id, program, recent } = entry
  const cleared = clearedMs(id, facts)
  const shown = recent.filter(({ atMs }) => atMs > cleared).toReversed()
  const [last] = shown as [Crash, ...Crash[]]
  const fileChangedMs = last.where === null ? null : (facts.changedMs.get(last.where.file) ?? null)
  const lives = facts.book.lives.get(program) ?? []
  const isOver = hadCleanRun({ lives, lastCrashMs: last.atMs, fileChangedMs, nowMs: facts.nowMs })
  return { id, program, count: countSince(entry, cleared), last, recent: shown, isOver, fileChangedMs }
}

function clearedMs(id: string, { marks }: GroupFacts): number {
  return Math.max(msOf(marks.clearedAt), msOf(marks.cleared[id] ?? ''))
}

/** How many were later than a time. */
function countSince({ count, times }: CrashEntry, sinceMs: number): number {
  const later = times.filter((ms) => ms > sinceMs).length
  return later === times.length ? count : later
}

function unseenOf(facts: GroupFacts, entries: readonly CrashEntry[]): number {
  const seen = msOf(facts.marks.seenAt)
  return entries.reduce((sum, entry) => sum + countSince(entry, Math.max(seen, clearedMs(entry.id, facts))), 0)
}

function msOf(time: string): number {
  return Date.parse(time) || 0
}
