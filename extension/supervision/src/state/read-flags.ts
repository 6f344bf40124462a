import { join } from 'node:path'

import { listNames, readTextIfThere } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { Flag } from './flag.ts'

/** All flags that are up. A torn or foreign one is none. */
export async function readFlags(flags: string): Promise<Flag[]> {
  const names = (await listNames(flags)).filter((name) => name.endsWith('.json'))
  const texts = await Promise.all(names.map(async (name) => readTextIfThere(join(flags, name))))
  const found = texts.map((text) => parseJson(text ?? '') as Partial<Flag> | null | undefined)
  return found.filter((flag): flag is Flag => flag?.v === 1 && typeof flag.name === 'string')
}
