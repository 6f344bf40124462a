import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { traverse } from '../ast/traverse.ts'
import { resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

type Call = ESTree.CallExpression | ESTree.NewExpression

export function isCall(node: Node): node is Call {
  return node.type === 'CallExpression' || node.type === 'NewExpression'
}

export function readsClock(file: SourceFile, part: Node): boolean {
  let reads = false
  traverse(part, file.source.visitorKeys, (node) => {
    if (isCall(node) && isClock(file, node)) reads = true
    return reads ? 'skip' : 'descend'
  })
  return reads
}

export function isClock(file: SourceFile, call: Call): boolean {
  const api = resolveApi(file, call.callee)
  if (!api) return isOwnClock(file, call)
  if (api.module === 'process') return /^(?:hrtime(?:\.bigint)?|uptime)$/.test(api.path)
  if (api.module === 'perf_hooks') return api.path === 'performance.now'
  return api.module === 'globalThis' && /^(?:Date(?:\.now|\(\)\.(?:getTime|valueOf))?|performance\.now)$/.test(api.path)
}

// `const now = () => Date.now()`
function isOwnClock(file: SourceFile, call: Call): boolean {
  if (call.arguments.length > 0) return false
  const fn = functionOf(file, call.callee)
  const find = () => {
    const [only] = fn?.body.type === 'BlockStatement' ? fn.body.body : []
    const given = fn?.body.type === 'BlockStatement' ? only?.type === 'ReturnStatement' && only.argument : fn?.body
    const inner = given ? unwrap(given) : undefined
    return inner !== undefined && isCall(inner) && isClock(file, inner)
  }
  return fn !== undefined && !fn.async && !fn.generator && answerOnce(file, 'is a clock', fn, { meanwhile: false, find })
}
