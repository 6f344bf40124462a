import { readFile, stat } from 'node:fs/promises'

import type { Crash, CrashGroup } from '../crashes/crash.ts'
import { byFile } from './by-file.ts'
import { type Located, locateLine } from './locate-line.ts'

/** Nobody wrote larger ones by hand. */
const fileBytesMax = 5_000_000

interface Found {
  readonly changedMs: number
  /** Undefined: the file is gone. */
  readonly located: Located | undefined
}

/** Where crashes stand in files that nobody has open. A file is read when it was changed since, and its text is not kept. */
export class ClosedFiles {
  /** By the id of the crash. */
  #found: ReadonlyMap<string, Found> = new Map()

  /** By the ids of the signatures. What is in a file that is gone is left out. */
  async locate(groups: readonly CrashGroup[]): Promise<ReadonlyMap<string, Located>> {
    const files = byFile(groups, (group) => group)
    const found = new Map<string, Found>()
    // One after the other: no more than one text at a time is held.
    for (const [file, inFile] of files) for (const [id, one] of await this.#inFile(file, inFile)) found.set(id, one)
    this.#found = found
    return new Map(groups.flatMap(({ id, last }) => {
      const located = found.get(last.id)?.located
      return located === undefined ? [] : [[id, located] as const]
    }))
  }

  async #inFile(file: string, groups: readonly CrashGroup[]): Promise<readonly (readonly [string, Found])[]> {
    const there = groups.flatMap((group) => (group.fileChangedMs === null ? [] : [{ ...group, changedMs: group.fileChangedMs }]))
    const isKnown = there.every(({ last, changedMs }) => this.#found.get(last.id)?.changedMs === changedMs)
    const text = isKnown ? undefined : await linesOf(file)
    return there.map(({ last, changedMs }) => {
      const known = this.#found.get(last.id)
      if (isKnown && known !== undefined) return [last.id, known] as const
      return [last.id, { changedMs, located: locate(last, changedMs, text) }] as const
    })
  }
}

function locate(crash: Crash, changedMs: number, text: Awaited<ReturnType<typeof linesOf>>): Located | undefined {
  if (text === 'gone') return undefined
  return text === undefined ? unread(crash, changedMs) : locateLine(crash, changedMs, { lines: text, isDirty: false })
}

/** Undefined: it cannot be read. */
async function linesOf(file: string): Promise<readonly string[] | 'gone' | undefined> {
  try {
    const { size } = await stat(file)
    return size > fileBytesMax ? undefined : (await readFile(file, 'utf8')).split(/\r?\n/u)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : undefined
  }
}

// Whether the line was changed cannot be seen; that the file was, makes it uncertain.
function unread({ where, beganMs }: Crash, changedMs: number): Located {
  return { line: (where?.line ?? 1) - 1, isStale: beganMs === null || changedMs > beganMs }
}
