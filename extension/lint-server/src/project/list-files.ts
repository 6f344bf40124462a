import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

import ignore, { type Ignore } from 'ignore'

import { isJudged } from '../languages.ts'

const foldersMax = 20_000
const filesMax = 20_000
const neverRead: ReadonlySet<string> = new Set(['node_modules', 'bower_components', 'coverage', 'dist', 'build', 'out'])

interface Ignored {
  readonly folder: string
  readonly patterns: Ignore
}

export interface ListedFiles {
  readonly files: readonly string[]
  /** There are more, or more folders, than are looked at. */
  readonly isCut: boolean
}

/** The files of a project that our rules are about: not what git ignores, nor what was installed or built. */
export async function listFiles(root: string, isCancelled: () => boolean): Promise<ListedFiles> {
  const found: string[] = []
  const unread: { path: string, ignored: readonly Ignored[] }[] = [{ path: root, ignored: [] }]
  for (let count = 0; count < foldersMax && found.length < filesMax && !isCancelled(); count += 1) {
    const next = unread.pop()
    if (next === undefined) break
    const ignored = [...next.ignored, ...(await readIgnoreFile(next.path))]
    for (const entry of await entriesOf(next.path)) {
      const path = join(next.path, entry.name)
      if (isIgnored(entry.isDirectory() ? `${path}${sep}` : path, ignored)) continue
      if (entry.isDirectory() && !entry.name.startsWith('.') && !neverRead.has(entry.name)) unread.push({ path, ignored })
      // A symbolic link leads to a file that is listed where it is, or is of another project.
      else if (entry.isFile() && isJudged(path)) found.push(path)
    }
  }
  return { files: found.slice(0, filesMax).sort(), isCut: found.length > filesMax || (unread.length > 0 && !isCancelled()) }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    return [] // gone meanwhile, or not ours to read
  }
}

async function readIgnoreFile(folder: string): Promise<readonly Ignored[]> {
  try {
    return [{ folder, patterns: ignore().add(await readFile(join(folder, '.gitignore'), 'utf8')) }]
  } catch {
    return [] // most folders have none
  }
}

function isIgnored(path: string, ignored: readonly Ignored[]): boolean {
  return ignored.some(({ folder, patterns }) => {
    const below = relative(folder, path).split(sep).join('/')
    return patterns.ignores(path.endsWith(sep) ? `${below}/` : below)
  })
}
