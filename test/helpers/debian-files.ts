import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { findOnPath } from './editor/debian-packages.ts'

const run = promisify(execFile)

/**
 * The files of a Debian package, unpacked and not installed (no service starts), kept in a cache folder outside the tree.
 * Undefined where there is no apt, or it has no such package.
 */
export async function findDebianFiles(name: string): Promise<string | undefined> {
  const target = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'crash-only-debian', name)
  if (await access(target).then(() => true, () => false)) return target
  if ((await findOnPath(['apt-get'])) === undefined) return undefined
  await mkdir(dirname(target), { recursive: true })
  const temporary = await mkdtemp(`${target}.new-`)
  try {
    await download(name, temporary)
    const [archive = ''] = (await readdir(temporary)).filter((file) => file.endsWith('.deb'))
    await run('dpkg', ['-x', join(temporary, archive), join(temporary, 'files')])
    // Two at once unpack the same; whoever comes second throws its copy away.
    await rename(join(temporary, 'files'), target).catch(() => undefined)
    return target
  } catch {
    return undefined // no such package, or no network: the test says what is missing
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** A bare machine has no lists of packages yet. */
async function download(name: string, cwd: string): Promise<void> {
  const get = async (): Promise<unknown> => run('apt-get', ['download', name], { cwd })
  await get().catch(async () => {
    await run('apt-get', ['update', '-qq'])
    await get()
  })
}
