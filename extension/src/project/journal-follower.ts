import { type FSWatcher, watch } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'

import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { applyEvent, emptyHistory, type ProjectHistory } from '../../supervision/src/state/history.ts'
import { type JournalBeginning, type JournalReader, readJournal } from '../../supervision/src/state/journal-reader.ts'
import { atMostEvery } from '../at-most-every.ts'

const readAtMostEveryMs = 250
const firstPauseMs = 100
const longestPauseMs = 5_000
const eventsAtOnceMax = 1_000
const privateDirectoryMode = 0o700

export interface JournalFollowerOptions {
  readonly directory: string
  /** Where to begin; by default where the counts are the same as from the first event. */
  readonly from?: JournalBeginning
  /** It is read from the start, for the first time or again: what was made of earlier events is void. */
  readonly onStart?: () => void
  readonly onEvents: (events: readonly JournalEvent[]) => void
  readonly report: (line: string) => void
}

/**
 * Folds the journal into a history, and goes on whenever the kernel says that it grew. When the directory is taken away
 * or cannot be watched, everything is read again from the start: the journal is the truth, the history a cache.
 */
export class JournalFollower {
  history: ProjectHistory = emptyHistory()
  readonly #options: JournalFollowerOptions
  readonly #read = atMostEvery(readAtMostEveryMs, async () => this.#readOn())
  #open: { readonly watcher: FSWatcher; readonly inode: number; readonly reader: JournalReader } | null = null
  #reading: Promise<void> = Promise.resolve()
  #pauseMs = firstPauseMs
  /** It may stay so for days: it is reported once. */
  #reported = ''
  #retry: NodeJS.Timeout | undefined
  #isDisposed = false

  constructor(options: JournalFollowerOptions) {
    this.#options = options
  }

  /** Resolves when all that was written so far has been read. */
  async start(): Promise<void> {
    const { directory } = this.#options
    try {
      // It must exist to be watched, and the first start of the project may come from a terminal.
      await mkdir(directory, { recursive: true, mode: privateDirectoryMode })
      const { ino: inode } = await stat(directory)
      if (this.#isDisposed) return
      const watcher = watch(directory, () => { this.#read.soon() })
      watcher.once('error', (error) => { this.#startAgain(error) })
      this.history = emptyHistory()
      this.#options.onStart?.()
      this.#open = { watcher, inode, reader: readJournal(directory, this.#options.from) }
      await this.#readOn()
      this.#pauseMs = firstPauseMs
    } catch (error) {
      this.#startAgain(error)
    }
  }

  /** Resolves when all that was written until now has been read. The kernel tells of it a moment later. */
  async catchUp(): Promise<void> {
    await this.#readOn()
  }

  dispose(): void {
    this.#isDisposed = true
    this.#close()
  }

  // One after the other: two reads at once would both begin at the same place.
  async #readOn(): Promise<void> {
    this.#reading = this.#reading.then(async () => this.#readNow())
    return this.#reading
  }

  async #readNow(): Promise<void> {
    const open = this.#open
    if (open === null) return
    try {
      const { ino: inode } = await stat(this.#options.directory)
      if (inode !== open.inode) throw new Error('another directory took its place')
      await this.#readAll(open.reader, () => this.#open === open)
      this.#reported = ''
    } catch (error) {
      this.#startAgain(error)
    }
  }

  // In parts: a long journal is never held whole.
  async #readAll(reader: JournalReader, isOpen: () => boolean): Promise<void> {
    let events: JournalEvent[] = []
    const tell = (): void => {
      if (isOpen()) this.#options.onEvents(events)
      events = []
    }
    await reader.each((event) => {
      applyEvent(this.history, event)
      events.push(event)
      if (events.length === eventsAtOnceMax) tell()
    })
    tell()
  }

  #startAgain(error: unknown): void {
    this.#close()
    if (this.#isDisposed) return
    const reason = error instanceof Error ? error.message : String(error)
    if (reason !== this.#reported) this.#options.report(`cannot follow the journal: ${reason} (trying again)`)
    this.#reported = reason
    this.#retry = setTimeout(() => void this.start(), this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }

  #close(): void {
    clearTimeout(this.#retry)
    this.#open?.watcher.close()
    this.#open = null
  }
}
