import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'

import { type ParseError, parseTree } from 'jsonc-parser'

import { badInput } from '../failure.ts'
import { badConfig } from './bad-config.ts'

const configBytesMax = 1_000_000
const byteOrderMark = '\uFEFF'

const refusals: Partial<Record<string, string>> = {
  EACCES: 'no permission (make it readable)',
  EPERM: 'no permission (make it readable)',
  ELOOP: 'a symbolic link that leads to itself (correct it)',
  ENXIO: 'no file (remove it)',
}

/** The text of a file that people write, without a byte order mark. Undefined where there is no such file. */
export async function readConfigText(path: string): Promise<string | undefined> {
  try {
    // It is looked at through the open file, so that both are of one; a FIFO in its place must not be waited for.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return await readAndClose(handle, basename(path))
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    const refusal = refusals[code]
    throw refusal === undefined ? error : badInput(`cannot read ${basename(path)}: ${refusal}`)
  }
}

async function readAndClose(handle: FileHandle, name: string): Promise<string> {
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw badInput(`${name} is ${found.isDirectory() ? 'a folder' : 'no file'} (put a file there, or remove it)`)
    if (found.size > configBytesMax) throw badInput(`${name} is larger than ${configBytesMax / 1_000_000} MB (shorten it)`)
    const text = await handle.readFile('utf8')
    return text.startsWith(byteOrderMark) ? text.slice(1) : text
  } finally {
    await handle.close()
  }
}

/** JSON that people write: what is wrong with it is one line. */
export function parseConfigJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badConfig(`${name}: invalid JSON: ${(error as Error).message} (correct it)`, offsetOfError(text))
  }
}

// Node says where only of some errors.
function offsetOfError(text: string): number {
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  return errors[0]?.offset ?? 0
}
