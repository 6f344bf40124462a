import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { hasCode, writeAndSync } from '../../../supervision/src/platform/durable-file.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'

const hashDigits = 16
const command = 'crash-only.js'

interface ProgramFile {
  readonly name: string
  readonly text: string | Buffer
}

/**
 * Puts the supervision programs where they stay: an update of the extension or an `npx` cache that is cleared would
 * otherwise take them away under a running project, which then could not raise its watchdog or load its preload. The
 * command is there, too: the restarter has it read a configuration that was changed.
 * @returns the folder, one for each version of the programs
 */
export async function installPrograms(paths: ProjectPaths): Promise<string> {
  const files = await readShipped()
  const hash = files.reduce((sum, { name, text }) => sum.update(name).update(text), createHash('sha256')).digest('hex').slice(0, hashDigits)
  const target = join(dirname(paths.state), 'programs', hash)
  if (await access(target).then(() => true, () => false)) return target
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const unfinished = await mkdtemp(`${target}.new-`)
  try {
    await Promise.all(files.map(async ({ name, text }) => writeSynced(join(unfinished, name), text)))
    await renameUnlessThere(unfinished, target)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }) // a full disk: half of it would take the room that is left
    throw error
  }
  return target
}

/** All that was built: the command, in a folder whose modules are ES modules, and the programs beside it or in a folder. */
async function readShipped(): Promise<ProgramFile[]> {
  const own = dirname(fileURLToPath(import.meta.url))
  const supervision = join(own, 'supervision')
  const programs = await access(supervision).then(() => supervision, () => own) // the command may be an installed one
  const names = (await readdir(programs)).filter((name) => /\.(?:[cm]js|pl|py)$/u.test(name)).sort()
  const texts = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(programs, name)) })))
  return [...texts, { name: command, text: await readFile(join(own, command)) }, { name: 'package.json', text: '{"type":"module"}\n' }]
}

async function writeSynced(path: string, text: string | Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await writeAndSync(handle, path, text)
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
