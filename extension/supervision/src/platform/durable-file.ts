import { constants, statSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

export const privateFileMode = 0o600
const privateDirectoryMode = 0o700
const unfinishedSuffix = '.new'
let unfinishedCount = 0

/**
 * Replaces a file so that at every instant, also after a power cut, it holds either the old or the new text:
 * write a sibling, sync it, rename it over the target, sync the directory (rename(2), fsync(2)).
 */
export async function writeDurably(path: string, text: string, mode = privateFileMode): Promise<void> {
  const unfinished = await writeSibling(path, text, mode)
  await rename(unfinished, path).catch(async (error: unknown) => discard(unfinished, error))
  await syncDirectory(dirname(path))
}

/** A file's text, or undefined where there is no such file. Other errors are thrown. */
export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Names in a directory, without unfinished ones; none where there is no such directory. */
export async function listNames(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory)
    return names.filter((name) => !name.endsWith(unfinishedSuffix))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

/** Names of the siblings that writers of this file have not renamed: they are at work, or were killed. */
export async function listUnfinished(path: string): Promise<string[]> {
  const start = `${basename(path)}.`
  const names = await readdir(dirname(path))
  return names.filter((name) => name.startsWith(start) && /^\d+\.\d+\.new$/u.test(name.slice(start.length)))
}

/** A handle for whole-line appends: O_APPEND makes each write(2) land at the end, whoever else appends. Makes its directory, too. */
export async function openForAppend(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a', privateFileMode)
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    await mkdir(dirname(path), { recursive: true, mode: privateDirectoryMode })
    return open(path, 'a', privateFileMode)
  }
}

export interface ReadBytes {
  readonly bytes: Buffer
  readonly end: number
  readonly size: number
}

/** The bytes from an offset on, where they end, and the file's size. Nothing for a file that is not there. */
export async function readBytesFrom(path: string, offset: number, bytesMax = Infinity): Promise<ReadBytes> {
  const nothing = { bytes: Buffer.alloc(0), end: offset, size: 0 }
  let handle: FileHandle
  try {
    handle = await open(path, constants.O_RDONLY)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return nothing
    throw error
  }
  try {
    const { size } = await handle.stat()
    if (size <= offset) return { ...nothing, size }
    const bytes = Buffer.allocUnsafe(Math.min(size - offset, bytesMax))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset)
    return { bytes: bytes.subarray(0, bytesRead), end: offset + bytesRead, size }
  } finally {
    await handle.close()
  }
}

/** Whether there is a directory that belongs to this user id. For start-up only: it blocks. */
export function isDirectoryOfSync(path: string, uid: number): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === uid
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code
}

async function writeSibling(path: string, text: string, mode: number): Promise<string> {
  unfinishedCount += 1
  const unfinished = `${path}.${process.pid}.${unfinishedCount}${unfinishedSuffix}`
  const handle = await open(unfinished, 'w', privateFileMode)
  try {
    if (mode !== privateFileMode) await handle.chmod(mode) // whatever the umask
    await writeAndSync(handle, path, text)
  } catch (error) {
    await discard(unfinished, error)
  } finally {
    await handle.close()
  }
  return unfinished
}

/** On a full disk half a file is in the way of the next try. */
async function discard(unfinished: string, error: unknown): Promise<never> {
  await rm(unfinished, { force: true }).catch(() => undefined) // the error before this one is the one to tell
  throw error
}

/** Writes through to the disk. An error of it names the file, which write(2) does not. */
export async function writeAndSync(handle: FileHandle, path: string, text: string | Buffer): Promise<void> {
  try {
    await handle.writeFile(text)
    await handle.sync()
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path })
  }
}

/** A file that was made or renamed in it keeps its name over a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory; there the rename itself is journaled by NTFS.
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
