import { join } from 'node:path'

import { listNames, readBytesFrom } from '../platform/durable-file.ts'
import { type JournalEvent, parseEvent } from './event.ts'

const newline = '\n'.charCodeAt(0)

/** Reads on where it stopped: each call gives the events that are new since the call before, oldest first. */
export interface JournalReader {
  next(): Promise<JournalEvent[]>
}

export function readJournal(directory: string): JournalReader {
  const offsets = new Map<string, number>()
  return {
    next: async () => {
      const events: JournalEvent[] = []
      for (const name of (await listNames(directory)).filter(isJournalName).sort()) {
        const offset = offsets.get(name) ?? 0
        const { bytes } = await readBytesFrom(join(directory, name), offset)
        // A last line without its end is being written, or torn: it stays unread until something ends it.
        const whole = bytes.subarray(0, bytes.lastIndexOf(newline) + 1)
        offsets.set(name, offset + whole.length)
        events.push(...parseLines(whole.toString('utf8')))
      }
      return events
    },
  }
}

function isJournalName(name: string): boolean {
  return /^\d{4}-\d{2}-\d{2}\.jsonl$/u.test(name)
}

function parseLines(text: string): JournalEvent[] {
  return text.split('\n').map(parseEvent).filter((event) => event !== undefined)
}
