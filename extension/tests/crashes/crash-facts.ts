import { noMarks, type CrashMarks } from '../../supervision/src/state/crash-marks.ts'
import { CrashBook } from '../../src/crashes/crash-book.ts'
import { crashesOf, type FolderCrashes } from '../../src/crashes/crash-groups.ts'
import { type ShortEvent, wholeEvent } from '../project-facts.ts'

export const folder = { name: 'shop', path: '/home/me/shop' }
export const startedMs = Date.parse('2026-01-01T10:00:00Z')
export const where = { file: '/home/me/shop/server.js', line: 42, column: 7 }
const stack = `TypeError: x is undefined\n    at pay (${where.file}:42:7)\n    at process.processImmediate (node:internal/timers:483:21)`

/** A life that begins, is healthy and dies of an exception, at these seconds. */
export function crashed(incarnation: number, second: number, data: ShortEvent['data'] = {}): readonly ShortEvent[] {
  const mono = second * 1_000
  const why = 'TypeError: x is undefined'
  return [
    { event: 'spawned', mono, incarnation, data: { pid: 4_700 + incarnation, first: incarnation === 1 } },
    { event: 'ready', mono: mono + 200, incarnation, why: 'healthy', ms: 200, data: { sinceMono: mono + 180 } },
    { event: 'exited', mono: mono + 1_000, incarnation, why, data: { kind: 'crash', exitCode: 1, signal: null, where, stack, ...data } },
  ]
}

/** A life that begins and is healthy. */
export function lives(incarnation: number, second: number, data: ShortEvent['data'] = {}): readonly ShortEvent[] {
  const mono = second * 1_000
  return [
    { event: 'spawned', mono, incarnation, data: { pid: 4_700 + incarnation, first: false, ...data } },
    { event: 'ready', mono: mono + 200, incarnation, why: 'healthy', ms: 200, data: { sinceMono: mono + 180 } },
  ]
}

export function ended(incarnation: number, second: number, kind: 'stop' | 'restart', why = `crash-only ${kind}`): ShortEvent {
  return { event: 'exited', mono: second * 1_000, incarnation, why, data: { kind, signal: 'SIGKILL', exitCode: null } }
}

export interface Shown {
  readonly nowSecond?: number
  readonly marks?: Partial<CrashMarks>
  readonly changedMs?: ReadonlyMap<string, number>
  readonly daysMax?: number
}

export function crashesAfter(events: readonly ShortEvent[], { nowSecond = 600, marks = {}, changedMs = new Map(), daysMax = 7 }: Shown = {}): FolderCrashes {
  const book = new CrashBook()
  for (const event of events) book.apply(wholeEvent(event))
  return crashesOf({ folder, book, marks: { ...noMarks, ...marks }, changedMs, nowMs: startedMs + nowSecond * 1_000, daysMax })
}

export function isoAt(second: number): string {
  return new Date(startedMs + second * 1_000).toISOString()
}
