import { constants } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'

const chunkBytes = 262_144
const privateFileMode = 0o600

/**
 * Empties a file that others append to, when it is longer than that, and keeps its end as `<path>.1`. They hold it open
 * (O_APPEND), so it cannot be renamed away from under them: the next write lands at the new beginning. What is written
 * within the instant between the last read and the cut is lost; nothing short of a pipe, which can break, would keep it.
 * Killed at any line it leaves a file that is still too long, and the next call does it again.
 */
export async function setAsideWhenLonger(path: string, bytesMax: number): Promise<void> {
  const from = await open(path, constants.O_RDWR).catch(() => undefined) // not there, or not ours: nothing to bound
  try {
    const size = (await from?.stat())?.size ?? 0
    if (from === undefined || size <= bytesMax) return
    const unfinished = `${path}.1.new`
    const to = await open(unfinished, 'w', privateFileMode)
    try {
      const copied = await copy({ from, to, start: size - bytesMax, bytesMax })
      await to.sync()
      await rename(unfinished, `${path}.1`)
      await copy({ from, to, start: copied, bytesMax }) // what was written meanwhile
      await to.sync()
      await from.truncate(0)
    } finally {
      await to.close()
    }
  } finally {
    await from?.close()
  }
}

interface Copying {
  readonly from: FileHandle
  readonly to: FileHandle
  readonly start: number
  readonly bytesMax: number
}

/** Copies to the end, but not for ever after a program that prints faster. @returns where it stopped */
async function copy({ from, to, start, bytesMax }: Copying): Promise<number> {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  for (let at = start; ;) {
    const { bytesRead } = await from.read(chunk, 0, chunkBytes, at)
    if (bytesRead > 0) await to.write(chunk, 0, bytesRead)
    at += bytesRead
    if (bytesRead < chunkBytes || at - start >= bytesMax) return at
  }
}
