import type { Sources } from './package-sources.ts'
import { resolveRelative } from './relative-module.ts'

type Importers = ReadonlyMap<string, ReadonlySet<string>>

const known = new WeakMap<Sources, Importers>()
const nobody: ReadonlySet<string> = new Set()

// The files of a package that import one of them. Which those are is read once from all texts, without parsing any.
export function importersOf(sources: Sources, path: string): ReadonlySet<string> {
  const importers = known.get(sources) ?? readImporters(sources)
  known.set(sources, importers)
  return importers.get(path) ?? nobody
}

// The same, and those that import it from one that passes it on.
export function reachingOf(sources: Sources, path: string): ReadonlySet<string> {
  const direct = importersOf(sources, path)
  return new Set([...direct, ...[...direct].flatMap((each) => [...importersOf(sources, each)])])
}

const relativeNames = /(['"`])(\.{1,2}(?:\/[^'"`\n]*)?)\1/g

function readImporters(sources: Sources): Importers {
  const importers = new Map<string, Set<string>>()
  for (const [path, text] of sources) {
    for (const [, , name = ''] of text.matchAll(relativeNames)) {
      const target = resolveRelative(path, name, sources)
      if (target === undefined) continue
      const found = importers.get(target)
      if (found) found.add(path)
      else importers.set(target, new Set([path]))
    }
  }
  return importers
}
