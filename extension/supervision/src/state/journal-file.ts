import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

import { openForAppend, syncDirectory } from '../platform/durable-file.ts'
import { listParts, partAfter } from './journal-parts.ts'

interface OpenPart {
  readonly day: string
  readonly handle: FileHandle
  readonly size: number
  /** Where the last line ended that we know to be whole. */
  readonly wholeUntil: number
}

/** The end of the journal: the newest part, and a new one when the day is over or it has grown too long. */
export class JournalFile {
  readonly #directory: string
  readonly #partBytesMax: number
  #open: OpenPart | undefined

  constructor(directory: string, partBytesMax: number) {
    this.#directory = directory
    this.#partBytesMax = partBytesMax
  }

  /**
   * Appends a line (or, with an empty one, only makes the file) with one write(2), and syncs it. A new part begins with `firstLine`.
   * @throws when the disk is full, and so on; the next call opens the file anew.
   */
  async append(line: string, day: string, firstLine: () => string): Promise<void> {
    try {
      this.#open = await this.#partFor(day)
      const { handle, size, wholeUntil } = this.#open
      // What we did not write may be torn (a full disk, a power cut, another writer that died): its last line is ended first.
      const start = size === wholeUntil ? '' : '\n'
      const bytes = Buffer.from(`${start}${size === 0 ? firstLine() : ''}${line}`)
      const { bytesWritten } = await handle.write(bytes)
      if (bytesWritten < bytes.length) throw new Error('short write')
      await handle.datasync()
      if (size === 0) await syncDirectory(this.#directory)
      this.#open = { ...this.#open, wholeUntil: size + bytesWritten }
    } catch (error) {
      await this.#open?.handle.close().catch(() => undefined)
      this.#open = undefined
      throw error
    }
  }

  async #partFor(day: string): Promise<OpenPart> {
    const open = this.#open
    if (open !== undefined) {
      const { size, nlink } = await open.handle.stat()
      const isDeleted = nlink === 0
      if (!isDeleted && size < this.#partBytesMax && day <= open.day) return { ...open, size }
      await open.handle.close()
      this.#open = undefined
    }
    const newest = (await listParts(this.#directory)).at(-1)
    if (newest !== undefined && newest.day >= day) {
      const part = await this.#openPart(newest)
      if (part.size < this.#partBytesMax) return part
      await part.handle.close()
    }
    return this.#openPart(partAfter(newest, day))
  }

  async #openPart({ name, day }: { readonly name: string; readonly day: string }): Promise<OpenPart> {
    const handle = await openForAppend(join(this.#directory, name))
    const { size } = await handle.stat()
    return { day, handle, size, wholeUntil: 0 }
  }
}
