import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { enclosingFunction, functionName, type FunctionNode } from '../ast/function.ts'
import { isSelf } from '../ast/method.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { usesOf } from '../resolve/uses.ts'
import type { SourceFile } from '../source-file.ts'
import { className } from './class-name.ts'
import { isMethodOfLiteral } from './object-methods.ts'
import { isAboutStartUp, isStartUpName } from './start-up-names.ts'

// A method belongs to an object that lives on, so it is called whenever somebody holds the object. What its name, or that
// of its class, says to happen at start-up is left out.
export function isCalledAnyTime(file: SourceFile, fn: FunctionNode): boolean {
  if (!isMethod(file, fn)) return false
  return !isAboutStartUp(functionName(fn)) && !isAboutStartUp(className(fn)) && !isForConstructor(file, fn)
}

export function isMethod(file: SourceFile, fn: FunctionNode): boolean {
  const holder = parentOf(wrapped(fn))
  if (holder?.type === 'MethodDefinition') return holder.kind !== 'constructor'
  if (holder?.type === 'PropertyDefinition') return true
  if (holder?.type === 'Property') return isMethodOfLiteral(file, holder)
  if (holder?.type === 'VariableDeclarator' || fn.type === 'FunctionDeclaration') return isPutInMade(file, fn)
  return holder?.type === 'AssignmentExpression' && (isOnPrototype(holder.left) || isOnMade(file, holder))
}

// `const get = () => …; const set = () => …; return { get, set }`.
function isPutInMade(file: SourceFile, fn: FunctionNode): boolean {
  const named = fn.type === 'FunctionDeclaration' ? fn : parentOf(wrapped(fn))
  const [variable] = named && enclosingFunction(fn) ? file.source.getDeclaredVariables(named) : []
  return variable?.references.some(({ identifier }) => {
    const property = parentOf(identifier as Node)
    return property?.type === 'Property' && property.value === identifier && isMethodOfLiteral(file, property)
  }) === true
}

// `this.read = function () { … }` where an object is made, and `store.read = …` of an object that is given back.
function isOnMade(file: SourceFile, { left }: ESTree.AssignmentExpression): boolean {
  const target = unwrap(left)
  if (target.type !== 'MemberExpression' || !enclosingFunction(target)) return false
  const object = unwrap(target.object)
  if (isSelf(object)) return true
  const variable = object.type === 'Identifier' ? file.variables.get(object) : undefined
  return variable?.defs[0]?.type === 'Variable' && isGivenBack(variable)
}

function isGivenBack({ references }: Scope.Variable): boolean {
  return references.some(({ identifier }) => parentOf(identifier as Node)?.type === 'ReturnStatement')
}

// `View.prototype.lookup`, and `_proto.lookup` of Babel.
function isOnPrototype(target: Node): boolean {
  const inner = unwrap(target)
  if (inner.type !== 'MemberExpression') return false
  const object = unwrap(inner.object)
  return object.type === 'Identifier' ? /^_?proto\d*$/.test(object.name)
    : object.type === 'MemberExpression' && keyName(object) === 'prototype'
}

// `_open`, `#open`: by its name a matter of the class, and called where it is made or started only.
function isForConstructor(file: SourceFile, fn: FunctionNode): boolean {
  if (!/^[_#]/.test(functionName(fn) ?? '')) return false
  const uses = usesOf(file, fn).filter(({ kind }) => kind !== 'other')
  return uses.length > 0 && uses.every((use) => use.kind === 'call' && isMaking(enclosingFunction(use.call)))
}

function isMaking(fn: FunctionNode | undefined): boolean {
  if (!fn) return true
  const holder = parentOf(wrapped(fn))
  if (holder?.type === 'MethodDefinition' && holder.kind === 'constructor') return true
  const name = functionName(fn)
  // A function with a capital makes an object in an older spelling.
  return isStartUpName(name) || (holder?.type !== 'MethodDefinition' && /^[A-Z]/.test(name ?? ''))
}
