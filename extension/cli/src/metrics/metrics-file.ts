import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { hasCode, listUnfinished, writeDurably } from '../../../supervision/src/platform/durable-file.ts'
import { badInput, type Failure, failureOfSystem } from '../failure.ts'

const suffix = '.prom'
/** The node exporter runs as a user of its own, and what stands in the file is no secret: folders, names and counts. */
const readableByAll = 0o644
/** Writing takes milliseconds: what is unfinished for so long belongs to a writer that was killed. */
const abandonedAfterMs = 60_000

/** A path at which the node exporter looks. */
export function checkMetricsPath(path: string): void {
  if (basename(path).endsWith(suffix) && basename(path) !== suffix) return
  throw badInput(`--file ${path}: the node exporter reads only names that end in ${suffix} (give a name such as crash-only${suffix})`)
}

/** Replaces the file whole: whoever reads it sees the figures of before or those of now, also when we are killed meanwhile. */
export async function writeMetricsFile(path: string, text: string): Promise<void> {
  try {
    await writeDurably(path, text, readableByAll)
  } catch (error) {
    throw failureOf(path, error) ?? error
  }
}

/** Removes what earlier writers of this file left behind when they were killed. */
export async function removeAbandoned(path: string): Promise<void> {
  for (const name of await listUnfinished(path).catch(() => [])) { // where there is no such folder, writing will say so
    const unfinished = join(dirname(path), name)
    const found = await stat(unfinished).catch(() => undefined) // its writer has finished it
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(unfinished, { force: true })
  }
}

function failureOf(path: string, error: unknown): Failure | undefined {
  const folder = dirname(path)
  if (hasCode(error, 'ENOENT')) return badInput(`cannot write ${path}: there is no folder ${folder} (make it, or correct --file)`)
  if (hasCode(error, 'ENOTDIR')) return badInput(`cannot write ${path}: ${folder} is no folder (correct --file)`)
  if (hasCode(error, 'EISDIR')) return badInput(`cannot write ${path}: it is a folder (give the path of a file)`)
  if (hasCode(error, 'ENAMETOOLONG')) return badInput(`cannot write ${path}: the name is too long (correct --file)`)
  if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) {
    return badInput(`cannot write ${path}: no permission to make files in ${folder} (make the folder writable for your user)`)
  }
  return failureOfSystem(error)
}
