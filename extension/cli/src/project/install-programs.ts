import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { hasCode } from '../../../supervision/src/platform/durable-file.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'

const programs = ['restarter.mjs', 'watchdog.mjs', 'checker.mjs', 'heartbeat.cjs', 'notify-receiver.pl', 'notify-receiver.py'] as const
const hashDigits = 16

/**
 * Puts the supervision programs where they stay: an update of the extension or an `npx` cache that is cleared would
 * otherwise take them away under a running project, which then could not raise its watchdog or load its preload.
 * @returns the folder, one for each version of the programs
 */
export async function installPrograms(paths: ProjectPaths): Promise<string> {
  const texts = await Promise.all(programs.map(async (name) => readFile(join(shippedPrograms(), name))))
  const hash = texts.reduce((sum, text) => sum.update(text), createHash('sha256')).digest('hex').slice(0, hashDigits)
  const target = join(dirname(paths.state), 'programs', hash)
  if (await access(target).then(() => true, () => false)) return target
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const unfinished = await mkdtemp(`${target}.new-`)
  await Promise.all(programs.map(async (name, index) => writeSynced(join(unfinished, name), texts[index] ?? '')))
  await renameUnlessThere(unfinished, target)
  return target
}

function shippedPrograms(): string {
  return join(dirname(fileURLToPath(import.meta.url)), 'supervision')
}

async function writeSynced(path: string, text: string | Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// Two commands at once install the same bytes; whoever comes second throws its copy away.
async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error
    await rm(from, { recursive: true, force: true })
  }
}
