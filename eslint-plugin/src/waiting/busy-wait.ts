import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { traverse } from '../ast/traverse.ts'
import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

export type Loop = ESTree.WhileStatement | ESTree.DoWhileStatement | ESTree.ForStatement

// A loop that ends by the clock, or by a variable that it does not change, and does no work in between.
export function isBusyWait(file: SourceFile, loop: Loop): boolean {
  if (!loop.test || !hasNoWork(file, loop)) return false
  return readsClock(file, loop.test) || (isEmpty(loop.body) && waitsForFlag(loop))
}

// Of calls only those of the clock, and nothing that lets others run.
function hasNoWork(file: SourceFile, { test, body }: Loop): boolean {
  let idle = true
  for (const part of [test, body]) {
    if (!part) continue
    traverse(part, file.source.visitorKeys, (node) => {
      if (isFunction(node) || leaves(node) || (isCall(node) && !isClock(file, node))) idle = false
      return idle ? 'descend' : 'skip'
    })
  }
  return idle
}

const leaving = new Set([
  'AwaitExpression', 'YieldExpression', 'ForOfStatement', 'ReturnStatement', 'ThrowStatement', 'TaggedTemplateExpression',
])

function leaves(node: Node): boolean {
  return leaving.has(node.type)
}

type Call = ESTree.CallExpression | ESTree.NewExpression

function isCall(node: Node): node is Call {
  return node.type === 'CallExpression' || node.type === 'NewExpression'
}

function readsClock(file: SourceFile, part: Node): boolean {
  let reads = false
  traverse(part, file.source.visitorKeys, (node) => {
    if (isCall(node) && isClock(file, node)) reads = true
    return reads ? 'skip' : 'descend'
  })
  return reads
}

function isClock(file: SourceFile, call: Call): boolean {
  const api = resolveApi(file, call.callee)
  if (!api) return false
  if (api.module === 'process') return /^(?:hrtime(?:\.bigint)?|uptime)$/.test(api.path)
  if (api.module === 'perf_hooks') return api.path === 'performance.now'
  return api.module === 'globalThis' && /^(?:Date(?:\.now|\(\)\.(?:getTime|valueOf))?|performance\.now)$/.test(api.path)
}

function isEmpty(body: Node): boolean {
  return body.type === 'EmptyStatement' || (body.type === 'BlockStatement' && body.body.length === 0)
}

// `while (!done);`, `while (state !== 'ready');`: nobody can set it while the loop runs.
function waitsForFlag(loop: Loop): boolean {
  if (loop.type === 'ForStatement') return false
  const inner = unwrap(loop.test)
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isFlag(inner.argument)
  return isFlag(inner) || (inner.type === 'BinaryExpression' && isFlag(inner.left) && unwrap(inner.right).type === 'Literal')
}

function isFlag(node: Node): boolean {
  const inner = unwrap(node)
  return inner.type === 'Identifier' || (inner.type === 'MemberExpression' && !inner.computed)
}
