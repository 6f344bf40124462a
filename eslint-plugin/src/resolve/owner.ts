import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import type { FunctionNode } from '../ast/function.ts'
import { isSelf } from '../ast/method.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import type { SourceFile } from '../source-file.ts'

// Whose property something is: of `this`, of what the file exports, or of a variable of this file.
export type Owner = 'self' | 'exports' | Scope.Variable

export function ownerOf(file: SourceFile, object: Node): Owner | undefined {
  const inner = unwrap(object)
  if (isSelf(inner)) return 'self'
  if (inner.type === 'MemberExpression') return ownerOfMember(inner)
  if (inner.type !== 'Identifier') return undefined
  const variable = file.variables.get(inner)
  if (variable && variable.defs.length > 0) return variable
  return inner.name === 'exports' ? 'exports' : undefined
}

// `Server.prototype.name` is set for `this`, `module.exports.name` is an export.
function ownerOfMember(member: ESTree.MemberExpression): Owner | undefined {
  const name = keyName(member)
  if (name === 'prototype') return 'self'
  const object = unwrap(member.object)
  return name === 'exports' && object.type === 'Identifier' && object.name === 'module' ? 'exports' : undefined
}

// Under whose name a method can be called besides `this`.
export function ownerOfMethod(file: SourceFile, fn: FunctionNode): Owner | undefined {
  const holder = parentOf(wrapped(fn))
  switch (holder?.type) {
    case 'AssignmentExpression':
      return holder.left.type === 'MemberExpression' ? ownerOf(file, holder.left.object) : undefined
    case 'Property': return ownerOfObject(file, parentOf(holder))
    case 'MethodDefinition': case 'PropertyDefinition': return holder.static ? ownerOfClass(file, parentOf(holder)) : 'self'
    default: return undefined
  }
}

function ownerOfObject(file: SourceFile, object: Node | undefined): Owner | undefined {
  const place = object && parentOf(wrapped(object))
  if (place?.type === 'VariableDeclarator') return file.source.getDeclaredVariables(place)[0]
  if (place?.type !== 'AssignmentExpression') return undefined
  if (place.left.type === 'MemberExpression') return ownerOfMember(place.left)
  return ownerOf(file, place.left)
}

function ownerOfClass(file: SourceFile, body: Node | undefined): Owner | undefined {
  const owner = body && parentOf(body)
  return owner?.type === 'ClassDeclaration' ? file.source.getDeclaredVariables(owner)[0] : undefined
}
