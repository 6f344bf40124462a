import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

import { hasCode } from './durable-file.ts'

/**
 * The real path of something inside a folder, all symbolic links followed, or undefined where it is the folder itself or
 * outside. It need not exist: then the links in what exists of it are followed.
 * @param folder a real path
 */
export async function realPathInside(folder: string, path: string): Promise<string | undefined> {
  const real = await realPathOf(resolve(folder, path))
  const way = relative(folder, real)
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way ? undefined : real
}

/**
 * Deletes what may be deleted automatically. Where it leads is looked up again: a link may have been put there since the
 * configuration was read, and what is outside the folder is never ours to delete.
 * @returns false when it leads outside, and nothing was deleted
 */
export async function removeInside(folder: string, path: string): Promise<boolean> {
  const real = await realPathInside(folder, path)
  if (real === undefined) return false
  await rm(real, { recursive: true, force: true })
  return true
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error
    return join(await realPathOf(dirname(path)), basename(path))
  }
}
