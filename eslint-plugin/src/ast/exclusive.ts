import { ancestorsOf, type Node } from './node.ts'

// Whether at most one of two places is reached: they stand in different branches of one statement.
export function areExclusive(one: Node, other: Node): boolean {
  const branches = new Map<Node, Node>()
  let inner = one
  for (const outer of ancestorsOf(one)) {
    branches.set(outer, inner)
    inner = outer
  }
  inner = other
  for (const outer of ancestorsOf(other)) {
    const branch = branches.get(outer)
    if (branch) return branch !== inner && isChoice(outer, branch, inner)
    inner = outer
  }
  return false
}

function isChoice(outer: Node, one: Node, other: Node): boolean {
  switch (outer.type) {
    case 'IfStatement': case 'ConditionalExpression': return one !== outer.test && other !== outer.test
    case 'SwitchStatement': return one.type === 'SwitchCase' && other.type === 'SwitchCase'
    case 'TryStatement': return one === outer.handler || other === outer.handler
    case 'BlockStatement': case 'Program': return leaves(one) || leaves(other)
    default: return false
  }
}

const leaving = new Set(['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement'])

// `if (…) { first(); return }` and then the second.
export function leaves(statement: Node): boolean {
  if (statement.type !== 'IfStatement') return false
  const { consequent } = statement
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent
  return last !== undefined && leaving.has(last.type)
}
