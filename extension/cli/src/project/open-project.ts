import { realpath } from 'node:fs/promises'
import { dirname } from 'node:path'

import { hasCode } from '../../../supervision/src/platform/durable-file.ts'
import { ensurePrivateDirectory, FolderNotOursError } from '../../../supervision/src/platform/private-directory.ts'
import { findProjectPaths } from '../../../supervision/src/state/find-project-paths.ts'
import { directoriesOf, type ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { isOfOtherVersion } from '../../../supervision/src/state/project.ts'
import { badInput } from '../failure.ts'

const socketPathBytesMax = process.platform === 'darwin' ? 103 : 107
const longestSocketName = '/control-4194304.own'

/** The project of a folder, with its private directories made and checked. */
export async function openProject(folder = workingFolder()): Promise<ProjectPaths> {
  if (process.platform === 'win32') throw badInput('Windows is not supported yet (use WSL)')
  const paths = findProjectPaths(await realpath(folder))
  if (Buffer.byteLength(paths.runtime + longestSocketName) > socketPathBytesMax) {
    throw badInput(`cannot use ${paths.runtime}: too long for a Unix socket (set XDG_RUNTIME_DIR to a shorter folder of yours)`)
  }
  try {
    // The parents first: whoever owns them could swap what is inside.
    for (const directory of [dirname(paths.state), dirname(paths.runtime), ...directoriesOf(paths)]) {
      await ensurePrivateDirectory(directory)
    }
  } catch (error) {
    if (error instanceof FolderNotOursError) throw badInput(error.message)
    throw error
  }
  if (await isOfOtherVersion(paths)) throw badInput(otherVersion(paths))
  return paths
}

/** What is of another version is left alone: we could neither read it right, nor stop all of it. */
export function otherVersion({ folder, project }: ProjectPaths): string {
  const remedy = `use that one, or stop it there first; if nothing of it runs any more, remove ${project}`
  return `another version of crash-only supervises ${folder} (${remedy})`
}

// A terminal may still be in a folder that was deleted, or deleted and made again.
function workingFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw badInput('this folder was deleted (go to another one: cd)')
    throw error
  }
}
