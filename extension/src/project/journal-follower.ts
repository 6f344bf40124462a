import { type FSWatcher, watch } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'

import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { applyEvent, emptyHistory, type ProjectHistory } from '../../supervision/src/state/history.ts'
import { type JournalReader, readJournal } from '../../supervision/src/state/journal-reader.ts'
import { atMostEvery } from '../at-most-every.ts'

const readAtMostEveryMs = 250
const firstPauseMs = 100
const longestPauseMs = 5_000
const privateDirectoryMode = 0o700

export interface JournalFollowerOptions {
  readonly directory: string
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
      this.#open = { watcher, inode, reader: readJournal(directory) }
      await this.#readOn()
      this.#pauseMs = firstPauseMs
    } catch (error) {
      this.#startAgain(error)
    }
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
      const events = await open.reader.next()
      for (const event of events) applyEvent(this.history, event)
      if (this.#open === open) this.#options.onEvents(events)
    } catch (error) {
      this.#startAgain(error)
    }
  }

  #startAgain(error: unknown): void {
    this.#close()
    if (this.#isDisposed) return
    const reason = error instanceof Error ? error.message : String(error)
    this.#options.report(`cannot follow the journal: ${reason} (trying again in ${this.#pauseMs} ms)`)
    this.#retry = setTimeout(() => void this.start(), this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }

  #close(): void {
    clearTimeout(this.#retry)
    this.#open?.watcher.close()
    this.#open = null
  }
}
