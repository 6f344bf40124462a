import { rename, writeFile } from 'node:fs/promises'

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
