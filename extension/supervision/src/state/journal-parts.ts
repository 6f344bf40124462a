import { join } from 'node:path'

import { listNames, readBytesFrom } from '../platform/durable-file.ts'
import { parseEvent } from './event.ts'

const enoughForMostBytes = 65_536
/** A longer line is none of ours: readers skip it, and never hold more than this of a file. */
export const lineBytesMax = 4_000_000

/** One file of the journal: `YYYY-MM-DD.jsonl`, then `YYYY-MM-DD.1.jsonl` and so on when that has grown too long. */
export interface JournalPart {
  readonly name: string
  readonly day: string
  readonly number: number
}

/** All parts, in the order in which they were written. */
export async function listParts(directory: string): Promise<JournalPart[]> {
  const parts = (await listNames(directory)).map(parsePartName).filter((part) => part !== undefined)
  return parts.sort((a, b) => (a.day === b.day ? a.number - b.number : a.day < b.day ? -1 : 1))
}

/** Never an earlier one, also when the wall clock was set back: the order of the parts is the order of the events. */
export function partAfter(newest: JournalPart | undefined, day: string): JournalPart {
  if (newest === undefined || newest.day < day) return partOf(day, 0)
  return partOf(newest.day, newest.number + 1)
}

/**
 * Where a fold over the journal may begin: at the newest part that begins with what those before it add up to. The
 * beginning may be missing or torn (we died in it), then the part before is the one.
 */
export async function foldStart(directory: string, parts: readonly JournalPart[]): Promise<number> {
  for (let index = parts.length - 1; index > 0; index -= 1) {
    if (await beginsWithSnapshot(join(directory, parts[index]?.name ?? ''))) return index
  }
  return 0
}

async function beginsWithSnapshot(path: string): Promise<boolean> {
  for (const bytesMax of [enoughForMostBytes, lineBytesMax]) {
    const { bytes } = await readBytesFrom(path, 0, bytesMax)
    const [line, ...more] = bytes.toString('utf8').split('\n')
    if (more.length > 0) return parseEvent(line ?? '')?.event === 'snapshot'
    if (bytes.length < bytesMax) return false
  }
  return false
}

function partOf(day: string, number: number): JournalPart {
  return { name: number === 0 ? `${day}.jsonl` : `${day}.${number}.jsonl`, day, number }
}

function parsePartName(name: string): JournalPart | undefined {
  const [, day, number = '0'] = /^(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d{0,8}))?\.jsonl$/u.exec(name) ?? []
  return day === undefined ? undefined : partOf(day, Number(number))
}
