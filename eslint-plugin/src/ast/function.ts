import type * as ESTree from 'estree'

import { parentOf, wrapped, type Node } from './node.ts'
import { keyName, lastName } from './property-name.ts'

export type FunctionNode = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression

export function isFunction(node: Node): node is FunctionNode {
  return node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression'
    || node.type === 'ArrowFunctionExpression'
}

export function enclosingFunction(node: Node): FunctionNode | undefined {
  // As a loop, because this is asked for most nodes.
  let ancestor = parentOf(node)
  while (ancestor && !isFunction(ancestor)) ancestor = parentOf(ancestor)
  return ancestor
}

// The name people call the function by: its own, or that of the variable or property it is stored in.
export function functionName(fn: FunctionNode | undefined): string | undefined {
  if (!fn) return undefined
  if (fn.type !== 'ArrowFunctionExpression' && (fn.id as ESTree.Identifier | null)) return fn.id?.name
  const holder = parentOf(wrapped(fn))
  switch (holder?.type) {
    case 'VariableDeclarator': return holder.id.type === 'Identifier' ? holder.id.name : undefined
    case 'AssignmentExpression': return lastName(holder.left)
    case 'Property': case 'MethodDefinition': case 'PropertyDefinition': return keyName(holder)
    default: return undefined
  }
}

export function parameterNames(fn: FunctionNode): readonly string[] {
  return fn.params.map((param) => {
    const target = param.type === 'AssignmentPattern' ? param.left : param
    return target.type === 'Identifier' ? target.name : ''
  })
}
