import { open, rename, rm, utimes, writeFile } from 'node:fs/promises'

const privateFileMode = 0o600

/**
 * Replaces a file of the runtime directory: at every instant it holds the old text or the new one. Its directory is not
 * synced, for after a power cut nothing in there means anything; `durable-file.ts` is for what must survive one.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`
  await writeFile(unfinished, text, { mode: privateFileMode, flush: true })
  await rename(unfinished, path)
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Sets the modification time to now, and makes the file if it is not there. Nothing is in it, so nothing can tear. */
export async function touch(path: string): Promise<void> {
  const now = new Date()
  try {
    await utimes(path, now, now)
  } catch {
    await (await open(path, 'a', privateFileMode)).close()
  }
}
