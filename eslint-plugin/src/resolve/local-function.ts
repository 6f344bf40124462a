import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction, type FunctionNode } from '../ast/function.ts'
import { methodName } from '../ast/method.ts'
import { parentOf, unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { ownerOf, ownerOfMethod } from './owner.ts'
import { usesOf } from './uses.ts'
import { isFunctionWrapper } from './wrappers.ts'

// The function of this file that an expression stands for: a name, `this.method`, `handler.bind(this)`.
export function functionOf(file: SourceFile, node: Node): FunctionNode | undefined {
  const find = () => findFunction(file, node)
  return answerOnce<FunctionNode | undefined>(file, 'function', node, { meanwhile: undefined, find })
}

function findFunction(file: SourceFile, node: Node): FunctionNode | undefined {
  const expression = unwrap(node)
  if (isFunction(expression)) return expression
  if (expression.type === 'Identifier') {
    const variable = file.variables.get(expression)
    return variable && functionIn(file, variable)
  }
  if (expression.type === 'MemberExpression') return ownMethod(file, expression)
  return expression.type === 'CallExpression' ? wrappedFunction(file, expression) : undefined
}

function functionIn(file: SourceFile, variable: Scope.Variable): FunctionNode | undefined {
  const [definition] = variable.defs
  if (definition?.type === 'FunctionName') return isFunction(definition.node) ? definition.node : undefined
  if (definition?.type !== 'Variable') return undefined
  const values = variable.references.flatMap((reference) => reference.isWrite() ? reference.writeExpr ?? [] : [])
  const [value] = values
  return values.length === 1 && value && plainlySets(value) ? functionOf(file, value) : undefined
}

function plainlySets(value: Node): boolean {
  const parent = parentOf(value)
  if (parent?.type === 'VariableDeclarator') return parent.id.type === 'Identifier'
  return parent?.type === 'AssignmentExpression' && parent.operator === '='
}

function wrappedFunction(file: SourceFile, call: ESTree.CallExpression): FunctionNode | undefined {
  const name = calleeName(call) ?? ''
  const callee = unwrap(call.callee)
  if (name === 'bind') return callee.type === 'MemberExpression' ? functionOf(file, callee.object) : undefined
  return isFunctionWrapper(name) && call.arguments[0] ? functionOf(file, call.arguments[0]) : undefined
}

// `this.method`: looked up by name among everything in this file that is a method or is set as one.
// `tools.method`, `exports.method`: only what is set on that very object.
function ownMethod(file: SourceFile, member: ESTree.MemberExpression): FunctionNode | undefined {
  const name = keyName(member)
  const owner = name === undefined ? undefined : ownerOf(file, member.object)
  if (name === undefined || owner === undefined) return undefined
  const named = methodsNamed(file, name)
  const found = owner === 'self' ? named : named.filter((fn) => ownerOfMethod(file, fn) === owner)
  return found.length === 0 && owner === 'self' ? functionInField(file, name) : found.length === 1 ? found[0] : undefined
}

// `this.onExit = this.stop.bind(this)`: a field that is set to one function, and to nothing else but literals.
function functionInField(file: SourceFile, name: string): FunctionNode | undefined {
  const values = (file.index.fields.get(name) ?? []).filter(({ type }) => type !== 'Literal')
  const [value] = values
  return values.length === 1 && value ? functionOf(file, value) : undefined
}

function methodsNamed(file: SourceFile, name: string): readonly FunctionNode[] {
  return methodTable(file).get(name) ?? []
}

function methodTable(file: SourceFile): ReadonlyMap<string, readonly FunctionNode[]> {
  const find = () => readMethods(file)
  const empty: ReadonlyMap<string, readonly FunctionNode[]> = new Map()
  return answerOnce(file, 'methods', file.source.ast, { meanwhile: empty, find })
}

function readMethods(file: SourceFile): ReadonlyMap<string, readonly FunctionNode[]> {
  const methods = new Map<string, FunctionNode[]>()
  for (const fn of file.index.functions) {
    const name = methodName(fn)
    const named = name === undefined ? undefined : methods.get(name)
    if (named) named.push(fn)
    else if (name !== undefined) methods.set(name, [fn])
  }
  return methods
}

// The calls of a function by its name in this file.
export function callsOf(file: SourceFile, fn: FunctionNode): readonly ESTree.CallExpression[] {
  return usesOf(file, fn).flatMap((use) => use.kind === 'call' && use.call.type === 'CallExpression' ? use.call : [])
}
