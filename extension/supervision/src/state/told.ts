import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { hasCode, listNames } from '../platform/durable-file.ts'
import type { ProjectPaths } from './project-paths.ts'

/**
 * `told/<id>`: what a window of an editor has told in a message, so that no other window on the folder tells it again, nor the same
 * one after a reload. The files are empty: that one is there is all it says. Making it succeeds for one window only.
 */
const directoryName = 'told'
const toldMax = 100
const privateFileMode = 0o600
const privateDirectoryMode = 0o700

/** Whether it is ours to tell: nobody has told it yet, and nobody else will. */
export async function claimTelling({ state }: Pick<ProjectPaths, 'state'>, id: string): Promise<boolean> {
  const directory = join(state, directoryName)
  await mkdir(directory, { recursive: true, mode: privateDirectoryMode })
  try {
    await (await open(join(directory, id), 'wx', privateFileMode)).close()
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
  await forgetOldest(directory)
  return true
}

export async function isTold({ state }: Pick<ProjectPaths, 'state'>, id: string): Promise<boolean> {
  return (await listNames(join(state, directoryName))).includes(id)
}

/** What was told long ago does not happen again: no id is used twice. */
async function forgetOldest(directory: string): Promise<void> {
  const names = await listNames(directory)
  if (names.length <= toldMax) return
  const times = await Promise.all(names.map(async (name) => ({ name, ms: await timeOf(join(directory, name)) })))
  const oldest = times.toSorted((one, other) => one.ms - other.ms).slice(0, -toldMax)
  await Promise.all(oldest.map(async ({ name }) => rm(join(directory, name), { force: true })))
}

/** Another window may have removed it just now. */
async function timeOf(path: string): Promise<number> {
  return stat(path).then(({ mtimeMs }) => mtimeMs, () => 0)
}
