import type * as ESTree from 'estree'

import { unwrap } from './node.ts'

interface Place {
  readonly node: ESTree.Node
  readonly loc?: ESTree.SourceLocation
}

// Where a call is reported: in a chain over several lines at the method's name, not at the beginning of the chain.
export function placeOf(call: ESTree.CallExpression | ESTree.NewExpression): Place {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !callee.property.loc || !call.loc) return { node: call }
  const { start } = callee.property.loc
  return start.line === call.loc.start.line ? { node: call } : { node: call, loc: { start, end: call.loc.end } }
}
