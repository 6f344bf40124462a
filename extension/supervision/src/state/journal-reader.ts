import { join } from 'node:path'

import type { JournalEvent } from './event.ts'
import { foldStart, listParts } from './journal-parts.ts'
import { PartReader } from './part-reader.ts'

/** Reads on where it stopped: each call gives the events that are new since the call before, oldest first. */
export interface JournalReader {
  next(): Promise<JournalEvent[]>
  /** The same, one by one, for who need not hold them all. */
  each(onEvent: (event: JournalEvent) => void): Promise<void>
}

/** At all that is left of the past, or where a fold over the events gives the same as one over all of them. */
export type JournalBeginning = 'first-event' | 'fold'

export function readJournal(directory: string, from: JournalBeginning = 'fold'): JournalReader {
  const readers = new Map<string, PartReader>()
  let skipped: ReadonlySet<string> | undefined
  const each: JournalReader['each'] = async (onEvent) => {
    const parts = await listParts(directory)
    skipped ??= new Set(parts.slice(0, from === 'fold' ? await foldStart(directory, parts) : 0).map(({ name }) => name))
    for (const { name } of parts) {
      if (skipped.has(name)) continue
      const reader = readers.get(name) ?? new PartReader(join(directory, name))
      readers.set(name, reader)
      await reader.each(onEvent)
    }
  }
  const next = async (): Promise<JournalEvent[]> => {
    const events: JournalEvent[] = []
    await each((event) => { events.push(event) })
    return events
  }
  return { each, next }
}
