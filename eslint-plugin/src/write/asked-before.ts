import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { leavesFunction } from '../ast/leaves-function.ts'
import { ancestorsOf, unwrap, type Node } from '../ast/node.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isAnswer, isAnsweredByCatch, namesLeftByTry } from './asked-by-failing.ts'
import { namesAskedIn } from './names-asked.ts'
import { keyOfPath } from './renamed-later.ts'

const askers = /^(?:exists|pathExists|access|stat|lstat)(?:Sync|Async)?$/

// Whether a write happens because somebody asked whether the file is there, and it was not.
export function isAskedBefore(file: SourceFile, write: Node, path: Node): boolean {
  const name = keyOfPath(file, path)
  const asks = (test: Node) => asksFor(file, test, name)
  let inner = write
  for (const outer of ancestorsOf(write)) {
    if (outer.type === 'IfStatement' && outer.test !== inner && asks(outer.test) && isAbsentBranch(file, outer, inner, name)) return true
    if (outer.type === 'LogicalExpression' && outer.right === inner && asks(outer.left)) {
      return outer.operator === '||' || isNegated(file, outer.left)
    }
    if (outer.type === 'BlockStatement' && isLeftBefore(file, { block: outer, inner, name })) return true
    if (isAnsweredByCatch(file, outer, name)) return true
    if (isFunction(outer)) return isAnswer(file, outer, { write, name })
    inner = outer
  }
  return false
}

function asksFor(file: SourceFile, test: Node, name: unknown): boolean {
  return namesAskedIn(file, valueOf(file, stripped(test)), askers).has(name)
}

function stripped(test: Node): Node {
  const inner = unwrap(test)
  return inner.type === 'UnaryExpression' && inner.operator === '!' ? unwrap(inner.argument) : inner
}

// `if (!exists(path)) write(path)`, `if (exists(path)) … else write(path)`.
function isAbsentBranch(file: SourceFile, { test, consequent }: ESTree.IfStatement, branch: Node, name: unknown): boolean {
  return (branch === consequent) === isNegated(file, test, name)
}

function isNegated(file: SourceFile, test: Node, name?: unknown): boolean {
  const inner = unwrap(test)
  if (inner.type === 'LogicalExpression') {
    const side = name !== undefined && asksFor(file, inner.right, name) ? inner.right : inner.left
    return isNegated(file, side, name)
  }
  if (inner.type === 'BinaryExpression') {
    return /^={2,3}$/.test(inner.operator) && inner.right.type === 'Literal' && inner.right.value === false
  }
  return inner.type === 'UnaryExpression' && inner.operator === '!'
}

interface Before {
  readonly block: ESTree.BlockStatement
  readonly inner: Node
  readonly name: unknown
}

// `if (exists(path)) return` earlier in the same block.
function isLeftBefore(file: SourceFile, { block, inner, name }: Before): boolean {
  const find = () => {
    const ends = new Map<unknown, number>()
    for (const statement of block.body) {
      for (const asked of namesLeft(file, statement)) if (!ends.has(asked)) ends.set(asked, statement.range?.[1] ?? 0)
    }
    return ends
  }
  const ends = answerOnce<ReadonlyMap<unknown, number>>(file, 'left for', block, { meanwhile: new Map(), find })
  return (ends.get(name) ?? Infinity) <= (inner.range?.[0] ?? 0)
}

function namesLeft(file: SourceFile, statement: Node): ReadonlySet<unknown> {
  const isPlain = statement.type === 'IfStatement' && !isNegation(statement.test) && leavesFunction(statement.consequent)
  return isPlain ? namesAskedIn(file, valueOf(file, stripped(statement.test)), askers) : namesLeftByTry(file, statement)
}

function isNegation(test: Node): boolean {
  const inner = unwrap(test)
  return inner.type === 'UnaryExpression' && inner.operator === '!'
}
