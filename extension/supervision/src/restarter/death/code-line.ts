import { open } from 'node:fs/promises'

import { codeOf, type CodePlace } from '../../state/event.ts'

const fileBytesMax = 2_000_000

/**
 * The text of a line of code, so that an editor knows later whether it is still the same. Undefined where the file was changed
 * since that time: then the program ran another text.
 */
export async function readCodeLine({ file, line }: CodePlace, unchangedSinceMs: number): Promise<string | undefined> {
  const handle = await open(file, 'r').catch(() => undefined) // the place is a lie of a source map, or the file is gone
  if (handle === undefined) return undefined
  try {
    const { mtimeMs, size } = await handle.stat()
    if (mtimeMs > unchangedSinceMs || size > fileBytesMax) return undefined
    const text = (await handle.readFile('utf8')).split('\n')[line - 1]
    return text === undefined ? undefined : codeOf(text)
  } catch {
    return undefined // a directory, or a failing disk: nothing else rests on it
  } finally {
    await handle.close()
  }
}
