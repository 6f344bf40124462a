import type { FunctionNode } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'

// The class that a method belongs to, also where it is set on a prototype.
export function className(fn: FunctionNode): string | undefined {
  const holder = parentOf(wrapped(fn))
  if (holder?.type === 'AssignmentExpression') return prototypeOwner(holder.left)
  const body = holder && parentOf(holder)
  const owner = body?.type === 'ClassBody' ? parentOf(body) : undefined
  return owner?.type === 'ClassDeclaration' || owner?.type === 'ClassExpression' ? owner.id?.name : undefined
}

function prototypeOwner(target: Node): string | undefined {
  const inner = unwrap(target)
  const prototype = inner.type === 'MemberExpression' ? unwrap(inner.object) : undefined
  const owner = prototype?.type === 'MemberExpression' ? unwrap(prototype.object) : undefined
  return owner?.type === 'Identifier' ? owner.name : undefined
}
