import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { directoriesOf, type ProjectPaths } from '../../supervision/src/state/project-paths.ts'
import { isOfOtherVersion } from '../../supervision/src/state/project.ts'
import type { Guard } from './guard.ts'

export type Stranger = Extract<Guard, { kind: 'not-ours' | 'other-version' }>

/**
 * Whose the project's folders are, before anything in them is believed: in a shared temporary folder anybody could have made them.
 * Undefined where all that is there is ours. It makes nothing and changes nothing.
 */
export async function findStranger(paths: ProjectPaths): Promise<Stranger | undefined> {
  // The parents first: whoever owns them could swap what is inside.
  for (const path of [dirname(paths.state), dirname(paths.runtime), ...directoriesOf(paths)]) {
    if (await isStrange(path)) return { kind: 'not-ours', path }
  }
  return (await isOfOtherVersion(paths)) ? { kind: 'other-version' } : undefined
}

async function isStrange(path: string): Promise<boolean> {
  try {
    const found = await lstat(path)
    return !found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT' // what may not even be looked at is not ours
  }
}
