import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { isSelf } from '../ast/method.ts'
import { parentOf, unwrap, type Node } from '../ast/node.ts'
import { keyName, literalText } from '../ast/property-name.ts'

type ClassNode = ESTree.ClassDeclaration | ESTree.ClassExpression

// A method that somebody may call by its name, however it came to its class.
export interface ClassMember {
  readonly name: string
  readonly handler: Node
  // Where its name stands.
  readonly at: Node
  // '' where it cannot be seen.
  readonly className: string
  // For a member that is written in its class.
  readonly written?: { readonly member: Node, readonly in: ClassNode | undefined }
}

type Written = ESTree.MethodDefinition | ESTree.PropertyDefinition

// `stop() { … }` and `stop = async () => { … }` in a class.
export function memberOfClass(member: Written): ClassMember | undefined {
  const name = keyName(member)
  const handler = member.value as Node | null
  if (name === undefined || member.static || !handler || !isFunction(unwrap(handler))) return undefined
  const owner = classOf(member)
  return { name, handler: unwrap(handler), at: member.key, className: owner?.id?.name ?? '', written: { member, in: owner } }
}

// `Store.prototype.stop = function () { … }`, `this.stop = async () => { … }`.
export function memberBySetting({ left, right }: ESTree.AssignmentExpression): ClassMember | undefined {
  const target = unwrap(left)
  const name = target.type === 'MemberExpression' ? keyName(target) : undefined
  const handler = unwrap(right)
  if (target.type !== 'MemberExpression' || name === undefined || !isFunction(handler)) return undefined
  const owner = unwrap(target.object)
  const isPrototype = owner.type === 'MemberExpression' && keyName(owner) === 'prototype'
  if (!isPrototype && !isSelf(owner)) return undefined
  return { name, handler, at: target.property, className: isPrototype ? nameOf(owner.object) : '' }
}

// `{ stop() { … } }`, and `_createClass(Store, [{ key: 'stop', value: function () { … } }])` of Babel.
export function memberOfObject(property: ESTree.Property): ClassMember | undefined {
  const name = keyName(property)
  const handler = unwrap(property.value)
  const object = parentOf(property)
  if (name === undefined || !isFunction(handler) || object?.type !== 'ObjectExpression') return undefined
  const key = name === 'value' ? keyBeside(object) : undefined
  if (key === undefined) return { name, handler, at: property.key, className: '' }
  return { name: key, handler, at: property.key, className: classMade(object) }
}

function keyBeside({ properties }: ESTree.ObjectExpression): string | undefined {
  const key = properties.find((each) => each.type === 'Property' && keyName(each) === 'key')
  return key?.type === 'Property' ? literalText(key.value) : undefined
}

function classMade(object: Node): string {
  const call = parentOf(parentOf(object) ?? object)
  const made = call?.type === 'CallExpression' ? call.arguments[0] : undefined
  return made ? nameOf(made) : ''
}

function classOf(member: Node): ClassNode | undefined {
  const body = parentOf(member)
  const owner = body && parentOf(body)
  return owner?.type === 'ClassDeclaration' || owner?.type === 'ClassExpression' ? owner : undefined
}

function nameOf(node: Node): string {
  const inner = unwrap(node)
  return inner.type === 'Identifier' ? inner.name : ''
}
