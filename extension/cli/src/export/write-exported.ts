import { chmod } from 'node:fs/promises'
import { join } from 'node:path'

import { readTextIfThere, writeDurably } from '../../../supervision/src/platform/durable-file.ts'
import { badInput } from '../failure.ts'
import type { ExportedFile } from './exported.ts'

const modes = { file: 0o644, program: 0o755 } as const
const ours = 'Made by `crash-only export '

/** Writes what differs. A file that somebody else wrote is never replaced. Gives what was done, a line for each file. */
export async function writeExported(folder: string, files: readonly ExportedFile[]): Promise<string[]> {
  const before = await Promise.all(files.map(async ({ path }) => readTextIfThere(join(folder, path))))
  const foreign = files.find((_, index) => before[index]?.includes(ours) === false)
  if (foreign !== undefined) {
    throw badInput(`${join(folder, foreign.path)} is not ours to replace (move it, or choose another folder with --into)`)
  }
  return Promise.all(files.map(async (file, index) => {
    const path = join(folder, file.path)
    if (before[index] === file.text) return `${path} is as it should be`
    await writeDurably(path, file.text)
    await chmod(path, file.isProgram === true ? modes.program : modes.file)
    return `wrote ${path}`
  }))
}
