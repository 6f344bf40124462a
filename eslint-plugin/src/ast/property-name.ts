import type * as ESTree from 'estree'

import { unwrap, type Node } from './node.ts'

type Keyed = ESTree.MemberExpression | ESTree.Property | ESTree.AssignmentProperty | ESTree.MethodDefinition
  | ESTree.PropertyDefinition

// The name in `a.name`, `a['name']`, `{ name: … }`, `{ 'name': … }`; a name known only at run time is no name.
export function keyName(node: Keyed): string | undefined {
  const key = node.type === 'MemberExpression' ? node.property : node.key
  if (!node.computed && key.type === 'Identifier') return key.name
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : literalText(key)
}

export function literalText(node: Node): string | undefined {
  const inner = unwrap(node)
  if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : undefined
  if (inner.type !== 'TemplateLiteral' || inner.expressions.length > 0) return undefined
  return inner.quasis[0]?.value.cooked ?? undefined
}

// `send` in `send`, `a.send` and `a.b.send`.
export function lastName(node: Node): string | undefined {
  const inner = unwrap(node)
  if (inner.type === 'Identifier') return inner.name
  return inner.type === 'MemberExpression' ? keyName(inner) : undefined
}

// The last name of what is called: `send` in `send()`, `a.send()` and `a.b.send()`.
export function calleeName(call: ESTree.CallExpression | ESTree.NewExpression): string | undefined {
  return lastName(call.callee)
}
