import { open, rm, utimes } from 'node:fs/promises'

const privateFileMode = 0o600

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
