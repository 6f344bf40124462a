import { watch } from 'node:fs'
import { access, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { listNames } from '../platform/durable-file.ts'
import { removeFile } from '../platform/plain-file.ts'
import { ensurePrivateDirectory } from '../platform/private-directory.ts'
import { setAsideWhenLonger } from '../platform/set-aside.ts'
import { foldStart, listParts } from '../state/journal-parts.ts'
import { partsToDelete } from '../state/journal-retention.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import { compileCachePath, type ProjectPaths } from '../state/project-paths.ts'

const lookEveryMs = 60_000
const settleMs = 100
const logBytesMax = 8_000_000
const looksForCache = 60
const compileCacheBytesMax = 256_000_000

/**
 * Keeps what a project writes for ever within bounds, the journal and what its programs print, and remakes the state
 * directory when somebody deletes it. Looks now, every minute, and when something is deleted.
 */
export function keepState(paths: ProjectPaths, journal: JournalWriter): void {
  let isLooking = false
  let looks = 0
  const look = async (): Promise<void> => {
    if (isLooking) return // a slow disk
    isLooking = true
    await delay(settleMs) // whoever deletes it is to be done
    // A full or read-only disk, or somebody who deletes the same: again in a minute.
    await remakeState(paths, journal, watchState).catch(() => undefined)
    await boundJournal(paths.events).catch(() => undefined)
    await boundOutput(paths).catch(() => undefined)
    if (looks % looksForCache === 0) await boundCompileCache(paths).catch(() => undefined)
    looks += 1
    isLooking = false
  }
  const watchState = (): void => {
    watch(paths.state, () => void look()).on('error', () => undefined)
  }
  watchState()
  setInterval(() => void look(), lookEveryMs)
  void look()
}

/** Only the restarter knows what the deleted journal said; and the program that dies next wants to say why. */
async function remakeState(paths: ProjectPaths, journal: JournalWriter, watchState: () => void): Promise<void> {
  const { state, events, diagnosis, logs, learned } = paths
  const wasThere = await access(state).then(() => true, () => false)
  for (const directory of [state, events, diagnosis, logs, learned]) await ensurePrivateDirectory(directory)
  await journal.remake()
  if (!wasThere) watchState()
}

async function boundJournal(events: string): Promise<void> {
  const parts = await listParts(events)
  const sizes = await Promise.all(parts.map(async ({ name }) => ({ name, bytes: (await stat(join(events, name))).size })))
  for (const name of partsToDelete(sizes, await foldStart(events, parts))) await removeFile(join(events, name))
}

async function boundOutput({ logs, log }: ProjectPaths): Promise<void> {
  const names = (await listNames(logs)).filter((name) => name.endsWith('.log'))
  for (const path of [log, ...names.map((name) => join(logs, name))]) await setAsideWhenLonger(path, logBytesMax)
}

// Node never deletes what no source file needs any more. Begun anew it costs one slower start.
async function boundCompileCache(paths: ProjectPaths): Promise<void> {
  const directory = compileCachePath(paths)
  const files = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size))
  if (sizes.reduce((sum, size) => sum + size, 0) > compileCacheBytesMax) await rm(directory, { recursive: true, force: true })
}
