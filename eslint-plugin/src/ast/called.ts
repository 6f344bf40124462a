import type * as ESTree from 'estree'

import { unwrap, type Node } from './node.ts'
import { keyName } from './property-name.ts'

// The function that a call runs: `stop` in `stop()`, `stop.call(this)` and `stop.apply(this, list)`.
export function calledBy(call: ESTree.CallExpression): Node {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return callee
  const name = keyName(callee)
  return name === 'call' || name === 'apply' ? unwrap(callee.object) : callee
}

// What is handed over bound: `logger.error` in `logger.error.bind(logger)`.
export function unbound(node: Node): Node {
  let inner = unwrap(node)
  while (inner.type === 'CallExpression') {
    const callee = unwrap(inner.callee)
    if (callee.type !== 'MemberExpression' || keyName(callee) !== 'bind') return inner
    inner = unwrap(callee.object)
  }
  return inner
}
