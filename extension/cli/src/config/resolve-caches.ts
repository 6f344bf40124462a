import { isAbsolute } from 'node:path'

import { hasCode } from '../../../supervision/src/platform/durable-file.ts'
import { realPathInside } from '../../../supervision/src/platform/inside-folder.ts'
import { badConfig } from './bad-config.ts'

/** The absolute real paths of `caches`: what is deleted automatically must never be outside the project, nor all of it. */
export async function resolveCaches(caches: readonly string[], folder: string, source: string): Promise<string[]> {
  return Promise.all(caches.map(async (cache, index) => {
    const name = `${source}: caches: ${JSON.stringify(cache)}`
    const place = ['caches', String(index)]
    if (isAbsolute(cache)) throw badConfig(`${name} is not relative to the project's folder (give a path such as var/cache)`, place)
    const real = await realPathInside(folder, cache).catch((error: unknown) => {
      if (hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP')) throw badConfig(`${name} leads nowhere (correct it)`, place)
      throw error
    })
    if (real === undefined) throw badConfig(`${name} is not inside the project's folder (what is deleted automatically must be)`, place)
    return real
  }))
}
