import { parse as parseTree } from '@typescript-eslint/parser'

import { fileJudge, type Judge } from './judge.ts'
import type { Class } from './label.ts'

const writes = /\b(?:write(?:File|Json|JSON)|output(?:File|Json|JSON)|createWriteStream|copy(?:File)?|cp|truncate|open)(?:Sync)?\)?\(/u

/** What a search for words finds: the least that a rule must beat. */
export const lexical: readonly Judge[] = [
  words('process.on(signal or exit)', 'A', /process\s*\.\s*(?:on|once|addListener|prependListener)\s*\(\s*['"`](?:SIG|exit|beforeExit)/u),
  words('any crash listener', 'S', /\.(?:on|once|addListener)\s*\(\s*['"`](?:uncaughtException|unhandledRejection)/u),
  words('any write call', 'B', writes),
  inFunctions('…Sync directly in async', 'C', ({ isAsync }) => isAsync === true),
  inFunctions('…Sync in async or a callback', 'C', ({ isAsync, isCallback }) => isAsync === true || isCallback === true),
]

function words(name: string, kind: Class, pattern: RegExp): Judge {
  return fileJudge(name, [kind], ({ text }) => {
    const lines = text.split('\n').flatMap((line, index) => pattern.test(line) ? [index + 1] : [])
    return new Map([[kind, new Set(lines)]])
  })
}

interface Enclosing {
  readonly isAsync?: boolean
  readonly isCallback?: boolean
}

type Tree = Record<string, unknown> & { type: string, loc: { start: { line: number } } }

function inFunctions(name: string, kind: Class, counts: (enclosing: Enclosing) => boolean): Judge {
  return fileJudge(name, [kind], ({ text }) => {
    const found = new Set<number>()
    const visit = (node: Tree, enclosing: Enclosing, parent?: Tree): void => {
      const isCallback = parent?.type === 'CallExpression' && parent['callee'] !== node
      const inner = node.type.includes('Function') ? { isAsync: node['async'] === true, isCallback } : enclosing
      if (node.type === 'CallExpression' && counts(inner) && endsWithSync(node['callee'] as Tree)) found.add(node.loc.start.line)
      for (const child of childrenOf(node)) visit(child, inner, node)
    }
    visit(parse(text), {})
    return new Map([[kind, found]])
  })
}

function parse(text: string): Tree {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      return parseTree(text, { sourceType, loc: true, range: true }) as unknown as Tree
    } catch (error) {
      if (sourceType === 'script') throw error
    }
  }
  throw new Error('unreachable')
}

function endsWithSync(callee: Tree): boolean {
  const name = callee.type === 'MemberExpression' ? callee['property'] as Tree : callee
  return name.type === 'Identifier' && String(name['name']).endsWith("Sync")
}

function childrenOf(node: Tree): readonly Tree[] {
  return Object.entries(node).flatMap(([key, value]) => key === 'parent' || key === 'loc' ? [] : [value].flat())
    .filter((value): value is Tree => typeof value === 'object' && value !== null && 'type' in value)
}
