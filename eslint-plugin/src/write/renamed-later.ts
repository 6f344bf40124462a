import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { enclosingFunction } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { callsOf } from '../resolve/local-function.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

// Whether the file that is written here is moved to its final place elsewhere in this source file.
// The same variable, or the same text, must be what is moved, or be part of the path that is written.
export function isRenamedLater(file: SourceFile, path: Node): boolean {
  const sources = renamedNames(file)
  if (sources.size === 0) return false
  return [path, valueOf(file, path)].some((each) => mentionsOneOf(file, each, sources))
    || isRenamedByCaller(file, path, sources)
}

// The function that writes the file returns its name, and a caller moves what it was given.
function isRenamedByCaller(file: SourceFile, path: Node, sources: Names): boolean {
  const variable = path.type === 'Identifier' ? file.variables.get(path) : undefined
  const writer = enclosingFunction(path)
  if (!variable || !writer) return false
  return isReturnedBy(file, variable, writer) && callsOf(file, writer).some((call) => isKeptIn(file, call, sources))
}

// Asked once for a variable, however often its file is written.
function isReturnedBy(file: SourceFile, variable: Scope.Variable, writer: Node): boolean {
  const [declared] = variable.identifiers
  if (!declared) return false
  const find = () => new Set(variable.references.flatMap(({ identifier }) => (
    parentOf(identifier as Node)?.type === 'ReturnStatement' ? enclosingFunction(identifier as Node) ?? [] : []
  )))
  return answerOnce<ReadonlySet<Node>>(file, 'returned by', declared, { meanwhile: new Set(), find }).has(writer)
}

// `const written = await write()`, and `written` is one of the names.
function isKeptIn(file: SourceFile, call: Node, sources: Names): boolean {
  let holder = parentOf(wrapped(call))
  if (holder?.type === 'AwaitExpression') holder = parentOf(wrapped(holder))
  return holder !== undefined && file.source.getDeclaredVariables(holder).some((variable) => sources.has(variable))
}

const renamers = /^(?:rename|move|mv|link|replaceFile)(?:$|Sync$|Async$|File|Dir|To|Over|With|Into)/

type Names = ReadonlySet<unknown>

// Variables themselves, and the text of everything that is not a variable.
function renamedNames(file: SourceFile): Names {
  const find = () => new Set(file.index.calls.flatMap((call) => isRenamer(call) ? sourceOf(file, call) ?? [] : []))
  return answerOnce<Names>(file, 'renamed', file.source.ast, { meanwhile: new Set(), find })
}

function isRenamer(call: ESTree.CallExpression): boolean {
  return call.arguments.length >= 2 && renamers.test(calleeName(call) ?? '')
}

function sourceOf(file: SourceFile, call: ESTree.CallExpression): unknown {
  const [source] = call.arguments
  return source && nameOf(file, source)
}

// Variables are themselves, everything else is its text.
export function nameOf(file: SourceFile, node: Node): unknown {
  const inner = unwrap(node)
  if (inner.type === 'Identifier') return file.variables.get(inner) ?? (isPropertyName(inner) ? undefined : inner.name)
  return inner.type === 'Literal' ? undefined : file.source.getText(inner)
}

// The same, where a text in the program counts by itself too.
export function keyOfPath(file: SourceFile, path: Node): unknown {
  return nameOf(file, path) ?? file.source.getText(unwrap(path))
}

function mentionsOneOf(file: SourceFile, path: Node, sources: Names): boolean {
  let mentions = false
  traverse(path, file.source.visitorKeys, (node) => {
    const name = nameOf(file, node)
    mentions ||= name !== undefined && sources.has(name)
    return mentions ? 'skip' : 'descend'
  })
  return mentions
}

function isPropertyName(identifier: Node): boolean {
  const parent = parentOf(identifier)
  if (parent?.type === 'MemberExpression') return parent.property === identifier && !parent.computed
  return parent?.type === 'Property' && parent.key === identifier && !parent.computed
}
