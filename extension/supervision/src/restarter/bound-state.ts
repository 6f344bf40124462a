import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { listNames, removeFile } from '../platform/durable-file.ts'
import { ensurePrivateDirectory } from '../platform/private-directory.ts'
import { setAsideWhenLonger } from '../platform/set-aside.ts'
import { foldStart, listParts } from '../state/journal-parts.ts'
import { partsToDelete } from '../state/journal-retention.ts'
import type { ProjectPaths } from '../state/project-paths.ts'

const lookEveryMs = 60_000
const logBytesMax = 8_000_000

/** Keeps what a project writes for ever within bounds: the journal, and what its programs print. Now, and every minute. */
export function boundState(paths: ProjectPaths): void {
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return // a slow disk
    isLooking = true
    // A full or read-only disk, or somebody who deletes the same: again in a minute.
    await remakeDirectories(paths).catch(() => undefined)
    await boundJournal(paths.events).catch(() => undefined)
    await boundOutput(paths).catch(() => undefined)
    isLooking = false
  }
  setInterval(() => void look(), lookEveryMs)
  void look()
}

/** Somebody may have deleted them, and the program that dies next wants to say why. */
async function remakeDirectories({ state, events, diagnosis, logs, learned }: ProjectPaths): Promise<void> {
  for (const directory of [state, events, diagnosis, logs, learned]) await ensurePrivateDirectory(directory)
}

export async function boundJournal(events: string): Promise<void> {
  const parts = await listParts(events)
  const sizes = await Promise.all(parts.map(async ({ name }) => ({ name, bytes: (await stat(join(events, name))).size })))
  for (const name of partsToDelete(sizes, await foldStart(events, parts))) await removeFile(join(events, name))
}

async function boundOutput({ logs, log }: ProjectPaths): Promise<void> {
  const names = (await listNames(logs)).filter((name) => name.endsWith('.log'))
  for (const path of [log, ...names.map((name) => join(logs, name))]) await setAsideWhenLonger(path, logBytesMax)
}
