import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type HeldName, tryToHold } from './held-name.ts'

/** What one running editor writes: its settings, extensions, logs. */
export interface SessionFolder {
  readonly folder: string
  readonly remove: () => Promise<void>
}

/** Makes a new one, and removes those that killed sessions left: nothing is cleaned up on the way out. */
export async function openSessionFolder(): Promise<SessionFolder> {
  await mkdir(sessionsFolder, { recursive: true, mode: 0o700 })
  await removeLeftovers()
  // The name is held before the folder is there, so that no one ever takes it for a leftover.
  const name = randomBytes(4).toString('hex')
  const held = await holdSession(name)
  if (held === undefined) throw new Error(`editor: cannot make the session ${name}: it exists already`)
  const folder = join(sessionsFolder, name)
  await mkdir(folder, { mode: 0o700 })
  return { folder, remove: async () => removeSession(folder, held) }
}

const sessionsFolder = join(tmpdir(), `crash-only-editor-${process.getuid?.() ?? 0}`)

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(sessionsFolder)) {
    const held = await holdSession(name)
    if (held !== undefined) await removeSession(join(sessionsFolder, name), held)
  }
}

async function holdSession(name: string): Promise<HeldName | undefined> {
  return tryToHold(`crash-only-session ${join(sessionsFolder, name)}`)
}

async function removeSession(folder: string, held: HeldName): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  held.release()
}
