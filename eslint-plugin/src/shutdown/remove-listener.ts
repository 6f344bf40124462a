import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { parentOf, wrapped, type Node } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'

// Removes the statement that registers the listener, and the loop around it when there is nothing else in it.
// No fix when the call's value is used, or when it is one of several in a chain.
export function removeListener(file: SourceFile, call: ESTree.CallExpression): Rule.ReportFixer | undefined {
  const statement = emptiedBy(wrapped(call))
  if (!statement || !isInList(statement)) return undefined
  return (fixer) => fixer.removeRange(lineRange(file, statement))
}

function emptiedBy(node: Node): Node | undefined {
  const parent = parentOf(node)
  if (parent?.type === 'ExpressionStatement') return holderOf(parent)
  if (parent?.type === 'ArrowFunctionExpression' && parent.body === node) return emptiedByWalk(parent)
  return undefined
}

function holderOf(statement: Node): Node | undefined {
  const parent = parentOf(statement)
  if (parent?.type === 'ForOfStatement' || parent?.type === 'ForInStatement') return parent
  if (parent?.type !== 'BlockStatement' || parent.body.length > 1) return statement
  const outer = parentOf(parent)
  if (outer?.type === 'ForOfStatement' || outer?.type === 'ForInStatement') return outer
  return outer && isFunction(outer) ? emptiedByWalk(outer) ?? statement : statement
}

// `signals.forEach((signal) => { process.on(signal, stop) })` as a whole.
function emptiedByWalk(callback: Node): Node | undefined {
  const call = parentOf(callback)
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined
  if (call.callee.property.type !== 'Identifier' || call.callee.property.name !== 'forEach') return undefined
  const statement = parentOf(wrapped(call))
  return statement?.type === 'ExpressionStatement' ? statement : undefined
}

function isInList(statement: Node): boolean {
  const parent = parentOf(statement)
  return parent?.type === 'Program' || parent?.type === 'BlockStatement' || parent?.type === 'StaticBlock'
    || parent?.type === 'SwitchCase'
}

// With its line, if it has the line for itself.
function lineRange(file: SourceFile, statement: Node): [number, number] {
  const { text } = file.source
  const [start, end] = statement.range ?? [0, 0]
  let from = start
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from -= 1
  const alone = (from === 0 || text[from - 1] === '\n') && (text[end] === '\n' || text.startsWith('\r\n', end))
  return alone ? [from, text.indexOf('\n', end) + 1] : [start, end]
}
