import { enclosingFunction, parameterNames, type FunctionNode } from '../ast/function.ts'
import { ancestorsOf, parentOf, wrapped, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { isRunInPlace } from '../ast/run-in-place.ts'
import type { SourceFile } from '../source-file.ts'
import { isQuery } from './write.ts'

// The place of a statement among those that follow each other: a callback of a query and what comes after a promise go on with
// the function around them. A callback's branch for its error is another way.
export function sequenceOf(file: SourceFile, node: Node): Node {
  let inner: Node = node
  for (let fn = enclosingFunction(inner); fn; fn = enclosingFunction(inner)) {
    if (!goesOn(fn) || isForError(fn, inner)) return fn
    inner = fn
  }
  return file.source.ast
}

function goesOn(fn: FunctionNode): boolean {
  const call = parentOf(wrapped(fn))
  if (call?.type !== 'CallExpression') return isRunInPlace(fn)
  const name = calleeName(call)
  if (name === 'then') return call.arguments[0] === wrapped(fn)
  return name !== 'catch' && (isRunInPlace(fn) || (isQuery(call) && call.arguments.at(-1) === wrapped(fn)))
}

function isForError(fn: FunctionNode, node: Node): boolean {
  const [error] = parameterNames(fn)
  let inner: Node = node
  for (const outer of ancestorsOf(node)) {
    if (outer === fn) return false
    const asked = outer.type === 'IfStatement' && outer.consequent === inner ? outer.test : undefined
    if (asked?.type === 'Identifier' && asked.name === error) return true
    inner = outer
  }
  return false
}

// `const r = await db.query('UPDATE …'); if (r.rowCount > 0) return` and then an insert: one of the two changes something.
export function isSettledBefore(file: SourceFile, first: Node, second: Node): boolean {
  const declarator = outerUntil(first, (node) => node.type === 'VariableDeclarator')
  const declaration = declarator && parentOf(declarator)
  const block = declaration && parentOf(declaration)
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier' || block?.type !== 'BlockStatement') return false
  const [after, until] = [declaration?.range?.[1] ?? 0, second.range?.[0] ?? 0]
  const result = declarator.id.name
  return block.body.some((each) => each.type === 'IfStatement' && (each.range?.[0] ?? 0) >= after && (each.range?.[1] ?? 0) <= until
    && leaves(each.consequent) && hasChanged(file, each.test, result))
}

function outerUntil(node: Node, isWanted: (outer: Node) => boolean): Node | undefined {
  for (const outer of ancestorsOf(node)) {
    if (isWanted(outer)) return outer
    if (outer.type.endsWith('Statement') || isFunctionLike(outer)) return undefined
  }
  return undefined
}

function isFunctionLike({ type }: Node): boolean {
  return type.endsWith('FunctionExpression') || type === 'FunctionDeclaration'
}

function leaves(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'ReturnStatement'
}

// `r.rowCount > 0`, `r.changes`, not `r.rowCount === 0` and not `!r.changes`.
function hasChanged(file: SourceFile, test: Node, result: string): boolean {
  const text = file.source.getText(test).replace(/\s+/g, '')
  return text.startsWith(result) && /[cC]ount|affected|[cC]hange/.test(text) && !/(?:={2,3}|<=?)0$|<1$/.test(text)
}
