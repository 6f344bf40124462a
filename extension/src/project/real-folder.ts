import { access, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The real path of a folder, also of one that is gone: what was started in it may still run, and is found by that path. */
export async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isNotThere(error) || dirname(path) === path) throw error
    return join(await realFolder(dirname(path)), basename(path))
  }
}

export async function isGone(path: string): Promise<boolean> {
  return access(path).then(() => false, isNotThere)
}

function isNotThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
