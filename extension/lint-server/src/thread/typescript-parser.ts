import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'

import type { Linter } from 'eslint'

const parsers = new Map<string, Linter.Parser>()
const ownRequire = createRequire(import.meta.url)

/**
 * The parser of typescript-eslint, with our own TypeScript or the project's. It asks for `typescript` by that name, and holds on
 * to what it gets, so there is one copy of it for each TypeScript. Whoever asks has judged whether that one is to be run.
 */
export function loadTypeScriptParser(typescript: string | undefined): Linter.Parser {
  const path = typescript ?? join(import.meta.dirname, 'typescript.cjs')
  const known = parsers.get(path)
  if (known !== undefined) return known
  const parser = loadParser(path)
  parsers.set(path, parser)
  return parser
}

function loadParser(typescript: string): Linter.Parser {
  const filename = join(import.meta.dirname, 'typescript-parser.cjs')
  const loaded: { exports: unknown } = { exports: {} }
  const require = (name: string): unknown => ownRequire(name === 'typescript' ? typescript : name) as unknown
  // eslint-disable-next-line crash-only/no-blocking-call -- the thread has nothing else to do, and no file can be judged before
  const text = readFileSync(filename, 'utf8')
  const names = ['module', 'exports', 'require', '__filename', '__dirname']
  const run = compileFunction(text, names, { filename }) as (...parts: unknown[]) => void
  run(loaded, loaded.exports, Object.assign(require, ownRequire), filename, dirname(filename))
  return loaded.exports as Linter.Parser
}
