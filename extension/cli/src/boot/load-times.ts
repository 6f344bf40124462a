import { isAbsolute, relative, sep } from 'node:path'

import type { LearnedModule } from '../../../supervision/src/state/learned-modules.ts'

/** What a program loaded of one package, or one file of its own. */
export interface LoadTime {
  /** `express`, `@scope/name`, `debug in express` for one that another package has for itself; or a file, from the project's folder. */
  readonly what: string
  readonly modules: number
  /** How long their own code ran while they were loaded, without what they loaded in turn. */
  readonly selfMs: number
}

/** Slowest first. Modules of which Node does not tell the time are left out. */
export function loadTimes(modules: readonly LearnedModule[], folder: string): LoadTime[] {
  const times = new Map<string, LoadTime>()
  for (const { path, selfMs } of modules) {
    if (selfMs === null) continue
    const what = packageOf(path) ?? ownName(path, folder)
    const known = times.get(what) ?? { what, modules: 0, selfMs: 0 }
    times.set(what, { what, modules: known.modules + 1, selfMs: known.selfMs + selfMs })
  }
  return [...times.values()].map((time) => ({ ...time, selfMs: Math.round(time.selfMs * 100) / 100 })).sort((a, b) => b.selfMs - a.selfMs)
}

/** The package that a file belongs to; undefined for one outside of `node_modules`. */
function packageOf(path: string): string | undefined {
  const [, ...below] = path.split(/[/\\]node_modules[/\\]/u)
  // pnpm keeps each package in a folder of its own below `.pnpm`, which is none.
  const names = below.map(nameAt).filter((name) => name !== undefined)
  const own = names.pop()
  return own === undefined || names.length === 0 ? own : `${own} in ${names.join(', ')}`
}

function nameAt(path: string): string | undefined {
  const [first = '', second = ''] = path.split(/[/\\]/u)
  if (first.startsWith('.')) return undefined
  return first.startsWith('@') ? `${first}/${second}` : first
}

function ownName(path: string, folder: string): string {
  const fromFolder = relative(folder, path)
  return fromFolder.startsWith(`..${sep}`) || isAbsolute(fromFolder) ? path : fromFolder
}
