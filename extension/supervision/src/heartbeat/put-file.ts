import { rename, writeFile } from 'node:fs/promises'

const privateFileMode = 0o600

/**
 * A whole file or none, for other processes of this boot to read: after a power cut it may be empty, which its readers take for
 * none. Rejects where there is no room or no folder.
 */
export async function putFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`
  await writeFile(unfinished, text, { mode: privateFileMode })
  // eslint-disable-next-line crash-only/require-fsync-before-rename -- a cache or a note: what a power cut costs is learned anew
  await rename(unfinished, path)
}
