import { readBytesFrom } from '../platform/durable-file.ts'
import { type JournalEvent, parseEvent } from './event.ts'
import { lineBytesMax } from './journal-parts.ts'

const usualChunkBytes = 262_144
const newline = '\n'.charCodeAt(0)

/** Reads one part of the journal on from where it stopped, in bounded memory whatever stands in it. */
export class PartReader {
  readonly #path: string
  #offset = 0
  #chunkBytes = usualChunkBytes
  /** In a line that is longer than any of ours. */
  #isSkipping = false

  constructor(path: string) {
    this.#path = path
  }

  async each(onEvent: (event: JournalEvent) => void): Promise<void> {
    for (;;) {
      const { bytes, size } = await readBytesFrom(this.#path, this.#offset, this.#chunkBytes)
      const end = bytes.lastIndexOf(newline) + 1
      if (size < this.#offset) this.#offset = 0 // another file took its name
      // A last line without its end is being written, or torn: it stays unread until something ends it.
      else if (end === 0 && bytes.length < this.#chunkBytes) return
      else if (end === 0 && this.#chunkBytes < lineBytesMax) this.#chunkBytes = lineBytesMax
      else this.#take(bytes, end, onEvent)
    }
  }

  #take(bytes: Buffer, end: number, onEvent: (event: JournalEvent) => void): void {
    const [head = '', ...rest] = bytes.toString('utf8', 0, end).split('\n')
    for (const line of this.#isSkipping ? rest : [head, ...rest]) {
      const event = line === '' ? undefined : parseEvent(line)
      if (event !== undefined) onEvent(event)
    }
    this.#isSkipping = end === 0
    this.#offset += end === 0 ? bytes.length : end
    this.#chunkBytes = usualChunkBytes
  }
}
