import type { JournalEvent, NewEvent, Role } from './event.ts'
import { applyEvent, emptyHistory, type ProjectHistory } from './history.ts'
import { JournalFile } from './journal-file.ts'
import { readHistory } from './read-history.ts'
import { snapshotOf } from './snapshot.ts'

const eventBytesMax = 4_096
const whyCharactersMax = 1_000
const queueMax = 10_000
// Whoever comes up, and every `status`, reads one part: so much takes some 40 ms, eight megabytes took 150.
const partBytesMax = 2_000_000

/** Of an event that another role noted, and only we write down. */
export type EventOrigin = Pick<JournalEvent, 't' | 'mono' | 'role' | 'pid'>

/** Appends events in the order of the calls. Never throws: a full disk drops events and counts them. */
export interface JournalWriter {
  /** Resolves when the line was written (a crash of ours keeps it) and synced (a power cut keeps it). */
  append(event: NewEvent, of?: EventOrigin): Promise<void>
  /** Of an event that happens now, and is written down later. */
  now(): EventOrigin
  /** What all events up to now add up to, also when somebody deleted the journal meanwhile. */
  history(): Promise<ProjectHistory>
  /** Begins a journal that somebody deleted anew, with what is known. */
  remake(): Promise<void>
}

export interface JournalOptions {
  readonly directory: string
  readonly role: Role
  readonly boot: string
  readonly clock: { readonly monotonicMs: () => number; readonly wallTime: () => string }
  readonly partBytesMax?: number
}

export function openJournal({ directory, role, boot, clock, ...options }: JournalOptions): JournalWriter {
  const file = new JournalFile(directory, options.partBytesMax ?? partBytesMax)
  const now = (): EventOrigin => ({ t: clock.wallTime(), mono: clock.monotonicMs(), role, pid: process.pid })
  const history = readHistory(directory).catch(emptyHistory)
  let last: Promise<unknown> = history
  let [waiting, dropped] = [0, 0]
  const write = async (event: JournalEvent): Promise<void> => {
    const counted = dropped === 0 ? event : { ...event, data: { ...event.data, dropped } }
    const known = await history
    try {
      await file.append(`${JSON.stringify(counted)}\n`, event.t.slice(0, dayLength), () => firstLine(known, event))
      applyEvent(known, counted)
      dropped = 0
    } catch {
      // ENOSPC, EIO, a read-only folder: supervision goes on without history, and the next line says what is missing.
      dropped += 1
    }
    waiting -= 1
  }
  return {
    now,
    append: async (event, of) => {
      const origin = of ?? now()
      if (waiting >= queueMax) { dropped += 1; return }
      waiting += 1
      const written = last.then(async () => write({ v: 1, boot, ...origin, ...shortened(event) }))
      last = written
      return written
    },
    remake: async () => {
      const begin = async (): Promise<void> => {
        const [at, known] = [now(), await history]
        await file.append('', at.t.slice(0, dayLength), () => firstLine(known, at)).catch(() => undefined)
      }
      last = last.then(begin)
      await last
    },
    history: async () => last.then(async () => structuredClone(await history)),
  }
}

const dayLength = 'YYYY-MM-DD'.length

/** What the parts before add up to, stamped as the event that it goes before; nothing where there was nothing before. */
function firstLine(history: ProjectHistory, { t, mono, role, pid }: EventOrigin): string {
  if (history.processes.size === 0 && history.roles.size === 0) return ''
  const event: JournalEvent = { v: 1, t, mono, boot: history.boot, role, pid, event: 'snapshot', data: { history: snapshotOf(history) } }
  return `${JSON.stringify(event)}\n`
}

function shortened(event: NewEvent): NewEvent {
  const cut = event.why === undefined ? event : { ...event, why: event.why.slice(0, whyCharactersMax) }
  if (JSON.stringify(cut).length < eventBytesMax) return cut
  const { event: kind, name, incarnation, why, ms } = cut
  return { event: kind, ...(name && { name }), ...(incarnation && { incarnation }), ...(why && { why }), ...(ms && { ms }) }
}
