import { watch } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'

import { readBytesFrom } from '../../../supervision/src/platform/durable-file.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'

export interface OutputFollower {
  /** Prints what is written by now. */
  flush(): Promise<void>
}

/** Where to begin: at the very end of what is there, or (`tail`) a little before it. */
export type Beginning = 'end' | 'now' | 'tail'

const tailBytes = 8_192
const chunkBytes = 1_000_000

/** Copies the programs' output to ours as it is written, each line with its program's name where there are several. */
export async function followOutput(paths: ProjectPaths, names: readonly string[], from: Beginning): Promise<OutputFollower> {
  const widest = Math.max(...names.map((name) => name.length))
  const files = await Promise.all(names.map(async (name) => openFile(paths, name, from)))
  const flush = async (): Promise<void> => {
    for (const file of files) await file.copy(names.length > 1 ? `${file.name.padEnd(widest)} | ` : '')
  }
  let copying: Promise<void> = Promise.resolve()
  const flushInTurn = async (): Promise<void> => {
    copying = copying.then(flush)
    return copying
  }
  watch(paths.logs, () => void flushInTurn())
  await flushInTurn()
  return { flush: flushInTurn }
}

async function openFile(paths: ProjectPaths, name: string, from: Beginning) {
  const path = join(paths.logs, `${name}.log`)
  const { size: end } = await readBytesFrom(path, Number.MAX_SAFE_INTEGER)
  let offset = from === 'tail' ? Math.max(0, end - tailBytes) : end
  let isAtLineStart = true
  let decoder = new StringDecoder('utf8') // a character may have come by half
  return {
    name,
    copy: async (prefix: string) => {
      for (;;) {
        const { bytes, end: now, size } = await readBytesFrom(path, offset, chunkBytes)
        if (size < offset) {
          // It had grown too long and was emptied, or it is another file: what it holds now was not shown yet.
          offset = 0
          decoder = new StringDecoder('utf8')
          continue
        }
        if (bytes.length === 0) return
        offset = now
        const text = decoder.write(bytes)
        process.stdout.write(prefix === '' ? text : prefixed(text, prefix, isAtLineStart))
        isAtLineStart = text.endsWith('\n')
      }
    },
  }
}

function prefixed(text: string, prefix: string, isAtLineStart: boolean): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text
  const lines = body.split('\n').map((line, index) => (index > 0 || isAtLineStart ? prefix + line : line))
  return lines.join('\n') + (text.endsWith('\n') ? '\n' : '')
}
