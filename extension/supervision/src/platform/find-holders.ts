import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Pids that hold a file open, by /proc; none where there is no /proc. For the instant between a fork and its record:
 * then the life line has a writer, and nobody wrote down who that is.
 */
export async function findHolders(path: string): Promise<number[]> {
  const pids = (await listOrNothing('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number)
  const isHolding = await Promise.all(pids.map(async (pid) => pid !== process.pid && holds(pid, path)))
  return pids.filter((_, index) => isHolding[index])
}

async function holds(pid: number, path: string): Promise<boolean> {
  const directory = `/proc/${pid}/fd`
  for (const descriptor of await listOrNothing(directory)) {
    const target = await readlink(join(directory, descriptor)).catch(() => '')
    if (target === path) return true
  }
  return false
}

async function listOrNothing(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []) // the process ended meanwhile, or it is another user's
}
