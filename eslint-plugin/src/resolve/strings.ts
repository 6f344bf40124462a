import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction, type FunctionNode } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { callsOf } from './local-function.ts'

// Every string that an expression can be, as far as this file says; empty if it says nothing.
export function stringsOf(file: SourceFile, node: Node): readonly string[] {
  return answerOnce<readonly string[]>(file, 'strings', node, { meanwhile: [], find: () => findStrings(file, node) })
}

function findStrings(file: SourceFile, node: Node): readonly string[] {
  const expression = unwrap(node)
  const text = literalText(expression)
  if (text !== undefined) return [text]
  switch (expression.type) {
    case 'Identifier': return ofVariable(file, expression)
    case 'MemberExpression': return ofMember(file, expression)
    case 'LogicalExpression': return [...stringsOf(file, expression.left), ...stringsOf(file, expression.right)]
    case 'ConditionalExpression':
      return [...stringsOf(file, expression.consequent), ...stringsOf(file, expression.alternate)]
    default: return []
  }
}

function ofVariable(file: SourceFile, identifier: ESTree.Identifier): readonly string[] {
  const definition = file.variables.get(identifier)?.defs[0]
  if (definition?.type === 'Parameter') return ofParameter(file, definition)
  if (definition?.type !== 'Variable') return []
  const { init } = definition.node
  if (init) return definition.node.id.type === 'Identifier' ? stringsOf(file, init) : []
  const loop = parentOf(definition.parent)
  if (loop?.type === 'ForInStatement') return keysOf(file, loop.right)
  if (loop?.type !== 'ForOfStatement') return []
  return definition.node.id.type === 'Identifier' ? elementsOf(file, loop.right)
    : ofPattern(file, definition.node.id, { name: definition.name, list: loop.right })
}

// `[signal, code]` in a walk over pairs: only the first place is looked at.
function ofPattern(file: SourceFile, pattern: Node, { name, list }: { name: Node, list: Node }): readonly string[] {
  if (pattern.type !== 'ArrayPattern' || pattern.elements[0] !== name) return []
  return itemsOf(file, list).flatMap((item) => {
    const pair = unwrap(item)
    const first = pair.type === 'ArrayExpression' ? pair.elements[0] : undefined
    return first ? stringsOf(file, first) : []
  }).concat(entriesKeysOf(file, list))
}

function entriesKeysOf(file: SourceFile, list: Node): readonly string[] {
  const call = unwrap(list)
  const [first] = call.type === 'CallExpression' && calleeName(call) === 'entries' ? call.arguments : []
  return first ? keysOf(file, first) : []
}

function ofParameter(file: SourceFile, definition: Scope.Definition): readonly string[] {
  const fn = definition.node as Node
  if (!isFunction(fn)) return []
  const index = fn.params.findIndex((param) => param === (definition.name as Node))
  const walked = index <= 0 ? walkedList(fn) : undefined
  if (walked) return index === 0 ? elementsOf(file, walked) : ofPattern(file, fn.params[0] as Node, { name: definition.name, list: walked })
  if (index < 0) return []
  return callsOf(file, fn).flatMap((call) => {
    const value = call.arguments[index]
    return value && value.type !== 'SpreadElement' ? stringsOf(file, value) : []
  })
}

const walkers = new Set(['forEach', 'map', 'each', 'filter', 'some', 'every'])

// The list that a callback walks over: `list.forEach(callback)`, `_.each(list, callback)`.
function walkedList(callback: FunctionNode): Node | undefined {
  const call = parentOf(wrapped(callback))
  if (call?.type !== 'CallExpression' || !walkers.has(calleeName(call) ?? '')) return undefined
  if (call.arguments[1] === wrapped(callback)) return call.arguments[0]
  const callee = unwrap(call.callee)
  return callee.type === 'MemberExpression' ? callee.object : undefined
}

function ofMember(file: SourceFile, member: ESTree.MemberExpression): readonly string[] {
  const name = keyName(member)
  if (name === undefined) return member.computed ? elementsOf(file, member.object) : []
  const literal = valueOf(file, member.object)
  if (literal.type === 'Identifier') return ofEnum(file, literal, name)
  if (literal.type !== 'ObjectExpression') return []
  const property = literal.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  return property?.type === 'Property' ? stringsOf(file, property.value) : []
}

interface EnumDeclaration {
  readonly type: string
  // Older parsers have no body.
  readonly body?: { readonly members: readonly EnumMember[] }
  readonly members?: readonly EnumMember[]
}

interface EnumMember {
  readonly id: Node
  readonly initializer?: Node
}

// `enum Signal { Term = 'SIGTERM' }` of TypeScript.
function ofEnum(file: SourceFile, identifier: ESTree.Identifier, name: string): readonly string[] {
  const declared = file.variables.get(identifier)?.defs[0]?.node as EnumDeclaration | undefined
  if (declared?.type !== 'TSEnumDeclaration') return []
  const members = declared.body?.members ?? declared.members ?? []
  const found = members.find(({ id }) => (id.type === 'Identifier' ? id.name : literalText(id)) === name)
  return found?.initializer ? stringsOf(file, found.initializer) : []
}

function elementsOf(file: SourceFile, list: Node): readonly string[] {
  const value = valueOf(file, list)
  if (value.type === 'CallExpression' && calleeName(value) === 'keys' && value.arguments[0]) {
    return keysOf(file, value.arguments[0])
  }
  return itemsOf(file, list).flatMap((item) => stringsOf(file, item))
}

const listMethods = new Set(['filter', 'concat', 'slice', 'reverse', 'values'])
const listMakers = new Set(['freeze', 'from', 'Set', 'of'])

function itemsOf(file: SourceFile, list: Node): readonly Node[] {
  const value = valueOf(file, list)
  if (value.type === 'ArrayExpression') {
    return value.elements.flatMap((item) => item?.type === 'SpreadElement' ? itemsOf(file, item.argument) : item ?? [])
  }
  if (value.type !== 'CallExpression' && value.type !== 'NewExpression') return []
  const name = calleeName(value) ?? ''
  const callee = unwrap(value.callee)
  if (listMethods.has(name) && callee.type === 'MemberExpression') return itemsOf(file, callee.object)
  return listMakers.has(name) && value.arguments[0] ? itemsOf(file, value.arguments[0]) : []
}

function keysOf(file: SourceFile, object: Node): readonly string[] {
  const value = valueOf(file, object)
  if (value.type !== 'ObjectExpression') return []
  return value.properties.flatMap((each) => each.type === 'Property' ? keyName(each) ?? [] : [])
}

// An expression, or what the variable in its place was set to where it was declared.
export function valueOf(file: SourceFile, node: Node): Node {
  const expression = unwrap(node)
  if (expression.type !== 'Identifier') return expression
  const definition = file.variables.get(expression)?.defs[0]
  const declared = definition?.type === 'Variable' && definition.node.id.type === 'Identifier' && definition.node.init
  return declared ? unwrap(declared) : expression
}
