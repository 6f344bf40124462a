import { isAbsolute } from 'node:path'

import { hasCode } from '../../../supervision/src/platform/durable-file.ts'
import { realPathInside } from '../../../supervision/src/platform/inside-folder.ts'
import { badInput } from '../failure.ts'

/** The absolute real paths of `caches`: what is deleted automatically must never be outside the project, nor all of it. */
export async function resolveCaches(caches: readonly string[], folder: string, source: string): Promise<string[]> {
  return Promise.all(caches.map(async (cache) => {
    const name = `${source}: caches: ${JSON.stringify(cache)}`
    if (isAbsolute(cache)) throw badInput(`${name} is not relative to the project's folder (give a path such as var/cache)`)
    const real = await realPathInside(folder, cache).catch((error: unknown) => {
      if (hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP')) throw badInput(`${name} leads nowhere (correct it)`)
      throw error
    })
    if (real === undefined) throw badInput(`${name} is not inside the project's folder (what is deleted automatically must be)`)
    return real
  }))
}
