import { fstat, open } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { privateFileMode } from '../../platform/durable-file.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'

const logRoomBytesMin = 64_000
const privateDirectoryMode = 0o700

/**
 * A descriptor for what the next incarnation prints. A program that cannot print dies of it (ENOSPC is thrown at its
 * console.log): with a full disk it prints to nowhere. How long the file may grow is `keep-state.ts`' business.
 */
export async function openOutput({ logs }: ProjectPaths, name: string): Promise<number> {
  await mkdir(logs, { recursive: true, mode: privateDirectoryMode }) // somebody may have deleted it
  const { bavail, bsize } = await statfs(logs)
  if (bavail * bsize < logRoomBytesMin) return promisify(open)('/dev/null', 'a')
  return promisify(open)(join(logs, `${name}.log`), 'a', privateFileMode)
}

export async function isDeleted(output: number): Promise<boolean> {
  return (await promisify(fstat)(output)).nlink === 0
}
