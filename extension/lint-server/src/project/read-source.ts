import { open } from 'node:fs/promises'

import { isTooLong } from '../languages.ts'

/** The text of a source on the disk; undefined where there is none that people read. */
export async function readSource(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, 'r')
    try {
      const found = await handle.stat()
      if (!found.isFile() || isTooLong(found.size)) return undefined
      return (await handle.readFile('utf8')).replace(/^\uFEFF/u, '')
    } finally {
      await handle.close()
    }
  } catch {
    return undefined // gone meanwhile, or not ours to read
  }
}
