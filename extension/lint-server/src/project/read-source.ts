import { open } from 'node:fs/promises'

import { isTooLong } from '../languages.ts'

export type SourceText =
  | { readonly kind: 'text', readonly text: string }
  | { readonly kind: 'too-large' | 'unreadable' }

/** A source as it stands on the disk. */
export async function readSource(path: string): Promise<SourceText> {
  try {
    const handle = await open(path, 'r')
    try {
      const found = await handle.stat()
      if (!found.isFile()) return { kind: 'unreadable' }
      if (isTooLong(found.size)) return { kind: 'too-large' }
      return { kind: 'text', text: (await handle.readFile('utf8')).replace(/^\uFEFF/u, '') }
    } finally {
      await handle.close()
    }
  } catch {
    return { kind: 'unreadable' } // gone meanwhile, or not ours to read
  }
}
