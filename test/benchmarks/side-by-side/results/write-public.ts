import { chmod } from 'node:fs/promises'

import { writeDurably } from '../../../../extension/supervision/src/platform/durable-file.ts'

const publicFileMode = 0o644

/** Replaces a file of the repository at once, as a whole; unlike what supervision writes, anybody may read it. */
export async function writePublic(path: string, text: string): Promise<void> {
  await writeDurably(path, text)
  await chmod(path, publicFileMode)
}
