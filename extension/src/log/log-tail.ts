import { watch } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

import { atMostEvery } from '../at-most-every.ts'

const readAtMostEveryMs = 100
const bytesMax = 64 * 1_024
const privateDirectoryMode = 0o700

export interface LogTailOptions {
  readonly path: string
  readonly onText: (text: string) => void
  /** So many bytes were left out: at the start, or because the program writes faster than anybody reads. */
  readonly onSkipped: (bytes: number) => void
  readonly onError: (error: Error) => void
}

/** Follows a file that another program appends to: its last part, then everything new, within bounds. */
export class LogTail {
  readonly #options: LogTailOptions
  readonly #decoder = new TextDecoder()
  readonly #read = atMostEvery(readAtMostEveryMs, async () => this.#readOn())
  #offset = 0
  #stopWatching: () => void = () => undefined
  #isDisposed = false

  constructor(options: LogTailOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { path, onError } = this.#options
    try {
      // The directory is watched, not the file: that is not there before the program's first line.
      await mkdir(dirname(path), { recursive: true, mode: privateDirectoryMode })
      if (this.#isDisposed) return
      const watcher = watch(dirname(path), (_, name) => { if (name === basename(path)) this.#read.soon() })
      watcher.once('error', onError)
      this.#stopWatching = () => { watcher.close() }
      this.#read.soon()
    } catch (error) {
      onError(asError(error))
    }
  }

  dispose(): void {
    this.#isDisposed = true
    this.#read.dispose()
    this.#stopWatching()
  }

  async #readOn(): Promise<void> {
    const { path, onText, onSkipped, onError } = this.#options
    try {
      const { bytes, from } = await readLast(path, this.#offset)
      if (this.#isDisposed) return
      if (from > this.#offset) onSkipped(from - this.#offset)
      this.#offset = from + bytes.length
      if (bytes.length > 0) onText(this.#decoder.decode(bytes, { stream: true }))
    } catch (error) {
      if (!isNotThere(error)) onError(asError(error))
    }
  }
}

/** What stands after the offset, but no more than the last part of it. A file that shrank is read as a new one. */
async function readLast(path: string, offset: number): Promise<{ readonly bytes: Buffer; readonly from: number }> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const from = Math.max(size < offset ? 0 : offset, size - bytesMax)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from)
    return { bytes: buffer.subarray(0, bytesRead), from }
  } finally {
    await handle.close()
  }
}

function isNotThere(error: unknown): boolean {
  return asError(error).code === 'ENOENT'
}

function asError(error: unknown): NodeJS.ErrnoException {
  return error instanceof Error ? error : new Error(String(error))
}
