import type * as ESTree from 'estree'

import { isFunction, parameterNames } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'
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
    if (outer.type === 'BlockStatement' && leftBefore(outer.body, inner, asks)) return true
    if (isFunction(outer)) return isAnswer(file, outer, name)
    inner = outer
  }
  return false
}

function asksFor(file: SourceFile, test: Node, name: unknown): boolean {
  let asks = false
  traverse(valueOf(file, stripped(test)), file.source.visitorKeys, (node) => {
    if (node.type === 'CallExpression' && askers.test(calleeName(node) ?? '')) {
      const [first] = node.arguments
      if (first && keyOfPath(file, first) === name) asks = true
    }
    return asks ? 'skip' : 'descend'
  })
  return asks
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

// `if (exists(path)) return` earlier in the same block.
function leftBefore(statements: readonly Node[], inner: Node, asks: (test: Node) => boolean): boolean {
  const before = statements.slice(0, statements.indexOf(inner))
  return before.some((statement) => statement.type === 'IfStatement' && !isNegation(statement.test) &&
    leaves(statement.consequent) && asks(statement.test))
}

function isNegation(test: Node): boolean {
  const inner = unwrap(test)
  return inner.type === 'UnaryExpression' && inner.operator === '!'
}

function leaves(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}

// `fs.access(path, (error) => { if (error) write(path) })`: the callback of the question.
function isAnswer(file: SourceFile, callback: Node, name: unknown): boolean {
  const call = parentOf(callback)
  if (!isFunction(callback) || call?.type !== 'CallExpression' || !/^(?:exists|access)$/.test(calleeName(call) ?? '')) return false
  const [first] = call.arguments
  return first !== undefined && keyOfPath(file, first) === name && parameterNames(callback).length === 1
}
