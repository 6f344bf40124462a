import type { FunctionNode } from './function.ts'
import { parentOf, unwrap, wrapped, type Node } from './node.ts'
import { keyName } from './property-name.ts'

// The property under which a function is stored: a method, a class field, `prototype.name = function`.
export function methodName(fn: FunctionNode): string | undefined {
  const holder = parentOf(wrapped(fn))
  if (holder?.type === 'MethodDefinition' || holder?.type === 'PropertyDefinition' || holder?.type === 'Property') {
    return keyName(holder)
  }
  if (holder?.type !== 'AssignmentExpression') return undefined
  const target = unwrap(holder.left)
  return target.type === 'MemberExpression' ? keyName(target) : undefined
}

const selfNames = new Set(['self', 'that', '_this', '_self', 'me'])

export function isSelf(object: Node): boolean {
  const inner = unwrap(object)
  return inner.type === 'ThisExpression' || (inner.type === 'Identifier' && selfNames.has(inner.name))
}
