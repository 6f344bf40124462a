import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

import { openForAppend } from '../platform/durable-file.ts'
import type { JournalEvent, NewEvent, Role } from './event.ts'

const eventBytesMax = 4_096
const whyCharactersMax = 1_000
const queueMax = 10_000
const newline = '\n'.charCodeAt(0)

/** Of an event that another role noted, and only we write down. */
export type EventOrigin = Pick<JournalEvent, 't' | 'mono' | 'role' | 'pid'>

/** Appends events in the order of the calls. Never throws: a full disk drops events and counts them. */
export interface JournalWriter {
  /** Resolves when the line was written (a crash of ours keeps it) and synced (a power cut keeps it). */
  append(event: NewEvent, of?: EventOrigin): Promise<void>
}

export interface JournalOptions {
  readonly directory: string
  readonly role: Role
  readonly boot: string
  readonly clock: { readonly monotonicMs: () => number; readonly wallTime: () => string }
}

export function openJournal({ directory, role, boot, clock }: JournalOptions): JournalWriter {
  let last: Promise<void> = Promise.resolve()
  let waiting = 0
  const file = journalFile(directory)
  const write = async (event: NewEvent, of: EventOrigin): Promise<void> => {
    await file.writeLine({ v: 1, boot, ...of, ...shortened(event) })
    waiting -= 1
  }
  return {
    append: async (event, of) => {
      const at = of ?? { t: clock.wallTime(), mono: clock.monotonicMs(), role, pid: process.pid }
      if (waiting >= queueMax) { file.drop(); return }
      waiting += 1
      last = last.then(async () => write(event, at))
      return last
    },
  }
}

function journalFile(directory: string) {
  let open: { day: string; handle: FileHandle } | undefined
  let dropped = 0
  const handleFor = async (day: string): Promise<FileHandle> => {
    if (open?.day === day) return open.handle
    await open?.handle.close()
    open = undefined
    open = { day, handle: await openForAppend(join(directory, `${day}.jsonl`)) }
    return open.handle
  }
  return {
    drop: () => { dropped += 1 },
    writeLine: async (event: JournalEvent) => {
      const counted = dropped === 0 ? event : { ...event, data: { ...event.data, dropped } }
      try {
        const handle = await handleFor(event.t.slice(0, 10))
        await appendLine(handle, counted)
        dropped = 0
        await handle.datasync()
      } catch {
        // ENOSPC, EIO, a deleted folder: supervision goes on without history, and the next line says what is missing.
        dropped += 1
        await open?.handle.close().catch(() => undefined)
        open = undefined
      }
    },
  }
}

// A torn line of an earlier writer (a full disk, a power cut) must not swallow this one too, so it is ended first.
async function appendLine(handle: FileHandle, event: JournalEvent): Promise<void> {
  const line = `${JSON.stringify(event)}\n`
  const { size } = await handle.stat()
  const lastByte = Buffer.alloc(1, newline)
  if (size > 0) await handle.read(lastByte, 0, 1, size - 1)
  const bytes = Buffer.from(lastByte[0] === newline ? line : `\n${line}`)
  const { bytesWritten } = await handle.write(bytes)
  if (bytesWritten < bytes.length) throw new Error('short write')
}

function shortened(event: NewEvent): NewEvent {
  const cut = event.why === undefined ? event : { ...event, why: event.why.slice(0, whyCharactersMax) }
  if (JSON.stringify(cut).length < eventBytesMax) return cut
  const { event: kind, name, incarnation, why, ms } = cut
  return { event: kind, ...(name && { name }), ...(incarnation && { incarnation }), ...(why && { why }), ...(ms && { ms }) }
}
