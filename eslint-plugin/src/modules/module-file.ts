import { parse, type Options } from 'acorn'
import type { SourceCode } from 'eslint'
import { analyze } from 'eslint-scope'
import { KEYS } from 'eslint-visitor-keys'
import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { readSourceFile, type SourceFile } from '../source-file.ts'
import { parseTypeScript, type Tree, type TypeScriptParser } from './typescript-parser.ts'

interface Known {
  readonly files: Map<string, SourceFile | undefined>
  characters: number
}

const knownHere: Known = { files: new Map(), characters: 0 }
const knownTo = new WeakMap<TypeScriptParser, Known>()
const filesMax = 300
// A tree takes some fifty times the room of its text.
const charactersMax = 5_000_000

interface Origin {
  readonly path: string
  readonly typescript: TypeScriptParser | undefined
}

// A file of the package other than the one being linted, with the same analysis. No answer for what is no JavaScript, unless the file
// being linted was read by a parser for TypeScript, which then reads the others as well.
export function moduleFile(text: string, origin: Origin): SourceFile | undefined {
  const known = origin.typescript ? knownOf(origin.typescript) : knownHere
  if (known.files.has(text)) return known.files.get(text)
  const tree = treeOf(text, origin)
  const file = tree && readModule(text, tree)
  remember(known, text, file)
  return file
}

function remember(known: Known, text: string, file: SourceFile | undefined): void {
  if (known.files.size >= filesMax || known.characters + text.length > charactersMax) {
    known.files.clear()
    known.characters = 0
  }
  known.files.set(text, file)
  known.characters += text.length
}

function treeOf(text: string, { path, typescript }: Origin): Tree | undefined {
  const isTypeScript = typescript !== undefined && /tsx?$/.test(path)
  const javascript = isTypeScript ? undefined : parseAs(text, 'module') ?? parseAs(text, 'script')
  return javascript ?? (typescript && parseTypeScript(typescript, text, path))
}

function knownOf(parser: TypeScriptParser): Known {
  const found = knownTo.get(parser)
  if (found) return found
  const known: Known = { files: new Map(), characters: 0 }
  knownTo.set(parser, known)
  return known
}

function readModule(text: string, { ast, scopeManager, visitorKeys }: Tree): SourceFile {
  setParents(ast, visitorKeys)
  const getText = ({ range: [start, end] = [0, 0] }: Node) => text.slice(start, end)
  const getDeclaredVariables = (node: Node) => scopeManager.getDeclaredVariables(node)
  return readSourceFile({ ast, text, scopeManager, visitorKeys, getText, getDeclaredVariables } as unknown as SourceCode)
}

function parseAs(text: string, sourceType: 'module' | 'script'): Tree | undefined {
  const options: Options = { ecmaVersion: 'latest', sourceType, ranges: true, allowHashBang: true, allowReturnOutsideFunction: true }
  const scopes = { ecmaVersion: 2024, sourceType, nodejsScope: sourceType === 'script', ignoreEval: true, fallback: keysOf } as const
  try {
    const ast = parse(text, options) as unknown as ESTree.Program
    const scopeManager = analyze(ast, scopes)
    return { ast, scopeManager: scopeManager as unknown as Tree['scopeManager'], visitorKeys: KEYS as unknown as Tree['visitorKeys'] }
  } catch {
    // No JavaScript of this kind, or generated code that nests deeper than the call stack.
    return undefined
  }
}

// For kinds of nodes that the analysis does not know, where it would follow `parent`. Keys for all kinds it would copy for each
// variable that it finds, which takes longer than the parsing.
function keysOf({ type }: Node): string[] {
  return [...KEYS[type] ?? []]
}

type WithParent = Node & { parent?: Node | null }
type Children = WithParent | (WithParent | null)[] | null | undefined

// On an explicit stack: generated files nest deeper than the call stack allows.
function setParents(root: WithParent, keys: SourceCode['visitorKeys']): void {
  const stack: WithParent[] = [root]
  root.parent = null
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const key of keys[node.type] ?? []) {
      const children = (node as unknown as Record<string, Children>)[key]
      if (!Array.isArray(children)) adopt(stack, node, children)
      else for (const child of children) adopt(stack, node, child)
    }
  }
}

function adopt(stack: WithParent[], parent: WithParent, child: WithParent | null | undefined): void {
  if (!child) return
  child.parent = parent
  stack.push(child)
}
