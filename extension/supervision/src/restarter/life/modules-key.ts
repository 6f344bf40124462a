import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { commandHash } from '../../state/learned.ts'
import type { ProcessSpec } from '../../state/project.ts'

// Whatever installs a package changes one of these.
const files = [
  'package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock',
  join('node_modules', '.package-lock.json'),
]

/** The files of which one changes when a package is installed, whether they exist or not. */
export function packageFiles({ cwd }: ProcessSpec, folder: string): string[] {
  return [...new Set([folder, cwd])].flatMap((at) => files.map((name) => join(at, name)))
}

/** Names what is run with which packages installed: of another key, what was learned of a program's modules may be wrong. */
export async function modulesKey(spec: ProcessSpec, folder: string): Promise<string> {
  const marks = await Promise.all(packageFiles(spec, folder).map(markOf))
  return `${commandHash(spec)} ${marks.join(' ')}`
}

async function markOf(path: string): Promise<string> {
  return stat(path).then(({ mtimeMs, size }) => `${Math.round(mtimeMs)}-${size}`, () => '-')
}
