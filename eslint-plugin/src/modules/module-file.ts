import { parse, type Options } from 'acorn'
import type { SourceCode } from 'eslint'
import { analyze, type ScopeManager } from 'eslint-scope'
import { KEYS } from 'eslint-visitor-keys'
import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { readSourceFile, type SourceFile } from '../source-file.ts'

const known = new Map<string, SourceFile | undefined>()
const knownMax = 300

// A file of the package other than the one being linted, with the same analysis. No answer for what is no JavaScript:
// ESLint's parser for TypeScript is out of reach here, and oxlint has none for plugins.
export function moduleFile(text: string): SourceFile | undefined {
  if (known.has(text)) return known.get(text)
  if (known.size >= knownMax) known.clear()
  const file = readModule(text)
  known.set(text, file)
  return file
}

function readModule(text: string): SourceFile | undefined {
  for (const sourceType of ['module', 'script'] as const) {
    const { ast, scopeManager } = parseAs(text, sourceType) ?? {}
    if (!ast || !scopeManager) continue
    setParents(ast)
    const getText = ({ range: [start, end] = [0, 0] }: Node) => text.slice(start, end)
    const getDeclaredVariables = (node: Node) => scopeManager.getDeclaredVariables(node)
    return readSourceFile({ ast, text, scopeManager, visitorKeys: KEYS, getText, getDeclaredVariables } as unknown as SourceCode)
  }
  return undefined
}

interface Parsed {
  readonly ast: ESTree.Program
  readonly scopeManager: ScopeManager
}

function parseAs(text: string, sourceType: 'module' | 'script'): Parsed | undefined {
  const options: Options = { ecmaVersion: 'latest', sourceType, ranges: true, allowHashBang: true, allowReturnOutsideFunction: true }
  const scopes = { ecmaVersion: 2024, sourceType, nodejsScope: sourceType === 'script', ignoreEval: true } as const
  try {
    const ast = parse(text, options) as unknown as ESTree.Program
    // Without these keys it would follow `parent` where it does not know a kind of node.
    return { ast, scopeManager: analyze(ast, { ...scopes, childVisitorKeys: KEYS, fallback: () => [] }) }
  } catch {
    // No JavaScript of this kind, or generated code that nests deeper than the call stack.
    return undefined
  }
}

type WithParent = Node & { parent?: Node | null }

// On an explicit stack: generated files nest deeper than the call stack allows.
function setParents(root: WithParent): void {
  const stack: WithParent[] = [root]
  root.parent = null
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const key of KEYS[node.type] ?? []) {
      for (const child of [(node as unknown as Record<string, WithParent | WithParent[] | null | undefined>)[key]].flat()) {
        if (!child) continue
        child.parent = node
        stack.push(child)
      }
    }
  }
}
