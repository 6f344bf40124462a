import { basename } from 'node:path'

import { packageSourcesSync, type Sources } from '../modules/package-sources.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { packageOfSync } from './package-of.ts'

// Files that another file of the package hands to a pool of workers or a thread. Nothing in them needs to say so.
export function isPoolFile(path: string, file: SourceFile): boolean {
  return answerOnce(file, 'is pool file', file.source.ast, { meanwhile: false, find: () => isHandedToPool(path) })
}

const makesWorkers = /\bnew\s+(?:\w+\.)*(?:\w*Worker|\w*Piscina|Tinypool|\w*ThreadPool)\s*\(|\b(?:workerFarm|workerpool\.pool)\s*\(/

function isHandedToPool(path: string): boolean {
  const own = packageOfSync(path)
  const stem = basename(path).replace(/\..*$/, '')
  if (!own || stem === 'index') return false
  const escaped = stem.replaceAll(/\W/g, '\\$&')
  // Named by its path, which a queue of that name is not: who imports it calls it on the loop of its own.
  const named = new RegExp(`(?<!\\brequire\\(|\\bfrom |\\bimport[ (])['"\`](?:[^'"\`\\n]*/${escaped}(?:\\.\\w+)?|${escaped}\\.\\w+)['"\`]`)
  return makersOf(packageSourcesSync(own.root)).some((other) => other.path !== path && named.test(other.text))
}

interface Maker {
  readonly path: string
  readonly text: string
}

const known = new WeakMap<Sources, readonly Maker[]>()

// The files of a package that make workers are mostly none.
function makersOf(sources: Sources): readonly Maker[] {
  const found = known.get(sources)
  if (found) return found
  const makers = [...sources].flatMap(([path, text]) => makesWorkers.test(text) ? { path, text } : [])
  known.set(sources, makers)
  return makers
}
