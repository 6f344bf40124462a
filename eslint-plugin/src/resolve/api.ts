import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { answerOnce, isGlobal, type SourceFile } from '../source-file.ts'
import { globalApi, memberOf, moduleApi, promisified, resultOf, type Api } from './canonical.ts'
import { functionOf } from './local-function.ts'
import { isInterop, isPromisify, isPromisifyAll } from './wrappers.ts'
import { stepsTo } from './pattern.ts'

// Which function of which module an expression stands for, whatever the file calls it.
// No answer means "not known": a user's own function, or something that only the running program decides.
export function resolveApi(file: SourceFile, node: Node): Api | undefined {
  return answerOnce<Api | undefined>(file, 'api', node, { meanwhile: undefined, find: () => find(file, node) })
}

function find(file: SourceFile, node: Node): Api | undefined {
  const expression = unwrap(node)
  switch (expression.type) {
    case 'Identifier': return findIdentifier(file, expression)
    case 'MemberExpression': return findMember(file, expression)
    case 'CallExpression': return findCall(file, expression)
    case 'NewExpression': return findNew(file, expression)
    case 'ImportExpression': return importedModule(expression.source)
    case 'AwaitExpression': return resolveApi(file, expression.argument)
    case 'AssignmentExpression': return resolveApi(file, expression.right)
    case 'SequenceExpression': return lastOf(file, expression)
    case 'LogicalExpression': return resolveApi(file, expression.left) ?? resolveApi(file, expression.right)
    case 'ConditionalExpression':
      return resolveApi(file, expression.consequent) ?? resolveApi(file, expression.alternate)
    default: return undefined
  }
}

function lastOf(file: SourceFile, sequence: ESTree.SequenceExpression): Api | undefined {
  const last = sequence.expressions.at(-1)
  return last && resolveApi(file, last)
}

function importedModule(source: Node): Api | undefined {
  const name = literalText(source)
  return name === undefined ? undefined : moduleApi(name)
}

function findIdentifier(file: SourceFile, identifier: ESTree.Identifier): Api | undefined {
  const variable = file.variables.get(identifier)
  const [declared] = variable?.identifiers ?? []
  if (!variable || !declared || isGlobal(file, identifier)) return globalApi(identifier.name)
  const find = () => findVariable(file, variable)
  return answerOnce<Api | undefined>(file, 'api of variable', declared, { meanwhile: undefined, find })
}

function findVariable(file: SourceFile, variable: Scope.Variable): Api | undefined {
  const [definition] = variable.defs
  if (definition?.type === 'ImportBinding') return findImport(definition.node, definition.parent)
  if (definition?.type !== 'Variable' && definition?.type !== 'Parameter') return undefined
  return agreed(variable.references.filter((reference) => reference.isWrite())
    .map((reference) => findWrite(file, reference)))
}

// A variable that is set in several places is known only if every one of them is: `try { graceful } catch { fs }`.
function agreed(writes: readonly (Api | 'nothing' | undefined)[]): Api | undefined {
  let first: Api | undefined
  for (const write of writes) {
    if (write === undefined) return undefined
    if (write === 'nothing') continue
    first ??= write
    if (write.path !== first.path || isForeign(write, first)) return undefined
  }
  return first
}

// An undeclared name is nobody's `fs`; `fs-extra` and `fs` may stand in for each other.
function isForeign(one: Api, other: Api): boolean {
  return one.module !== other.module && (one.module === 'globalThis' || other.module === 'globalThis')
}

function findWrite(file: SourceFile, reference: Scope.Reference): Api | 'nothing' | undefined {
  const value = reference.writeExpr
  if (!value) return undefined
  if (isNothing(value) || isInteropOfItself(file, reference, value)) return 'nothing'
  const steps = stepsTo(reference.identifier as Node, value)
  // A parameter is this unless its caller says something else: `function listen(emitter = process)`.
  if (steps === 'default value') return reference.resolved?.defs[0]?.type === 'Parameter' ? resolveApi(file, value) : 'nothing'
  return steps?.reduce<Api | undefined>((api, name) => api && memberOf(api, name), resolveApi(file, value))
}

// `fs = __toESM(fs)`: what it was set to first is known already.
function isInteropOfItself(file: SourceFile, reference: Scope.Reference, value: Node): boolean {
  const [first] = value.type === 'CallExpression' && isInterop(calleeName(value)) ? value.arguments : []
  return first?.type === 'Identifier' && file.variables.get(first) === reference.resolved
}

function isNothing(value: Node): boolean {
  const inner = unwrap(value)
  return inner.type === 'Literal' ? inner.value === null : inner.type === 'Identifier' && inner.name === 'undefined'
}

function findImport(specifier: Node, declaration: unknown): Api | undefined {
  if ((specifier.type as string) === 'TSImportEqualsDeclaration') return findImportEquals(specifier)
  const module = moduleApi(literalText((declaration as ESTree.ImportDeclaration).source) ?? '')
  if (specifier.type !== 'ImportSpecifier') return module
  const { imported } = specifier
  const name = imported.type === 'Identifier' ? imported.name : literalText(imported)
  return name === undefined ? undefined : memberOf(module, name)
}

// `import fs = require('fs')` of TypeScript.
function findImportEquals(node: Node): Api | undefined {
  const { moduleReference } = node as unknown as { moduleReference: { type: string, expression?: Node } }
  return moduleReference.expression && importedModule(moduleReference.expression)
}

function findMember(file: SourceFile, member: ESTree.MemberExpression): Api | undefined {
  const name = keyName(member)
  if (name === undefined) return undefined
  const object = resolveApi(file, member.object)
  return object ? memberOf(object, name) : findOwnProperty(file, member.object, name)
}

// `this.fs` and `tools.fs`, where this file sets them.
function findOwnProperty(file: SourceFile, object: Node, name: string): Api | undefined {
  const owner = unwrap(object)
  if (owner.type === 'ThisExpression') {
    const values = file.index.fields.get(name) ?? []
    return agreed(values.map((value) => isNothing(value) ? 'nothing' : resolveApi(file, value)))
  }
  if (owner.type !== 'Identifier') return undefined
  const literal = objectLiteralOf(file, owner)
  const property = literal?.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  return property?.type === 'Property' ? resolveApi(file, property.value) : findSetProperty(file, owner, name)
}

// What modules are called. For other properties it is not worth looking through the whole file.
const moduleNames = /^_?(?:fs|fse|fsExtra|cp|child_?process|crypto|zlib|bcrypt|https?)$/i

// `tools.fs = require('fs')`, of an object of this file.
function findSetProperty(file: SourceFile, owner: ESTree.Identifier, name: string): Api | undefined {
  if (!moduleNames.test(name)) return undefined
  const variable = file.variables.get(owner)
  const set = (file.index.properties.get(name) ?? []).filter((each) => file.variables.get(each.owner) === variable)
  return variable && set.length > 0 ? agreed(set.map(({ value }) => isNothing(value) ? 'nothing' : resolveApi(file, value))) : undefined
}

function objectLiteralOf(file: SourceFile, identifier: ESTree.Identifier): ESTree.ObjectExpression | undefined {
  const definition = file.variables.get(identifier)?.defs[0]
  const init = definition?.type === 'Variable' ? definition.node.init : undefined
  const value = init ? unwrap(init) : undefined
  return value?.type === 'ObjectExpression' ? value : undefined
}

function findNew(file: SourceFile, node: ESTree.NewExpression): Api | undefined {
  const made = resolveApi(file, node.callee)
  return made && { module: made.module, path: `${made.path}()` }
}

function findCall(file: SourceFile, call: ESTree.CallExpression): Api | undefined {
  const [first] = call.arguments
  if (first && isRequire(file, call.callee)) return importedModule(first)
  const callee = resolveApi(file, call.callee)
  if (!first) return callee ? resultOf(callee) : findMade(file, call.callee)
  if (isInterop(calleeName(call))) return resolveApi(file, first)
  if (!callee) return undefined
  if (callee.module === 'process' && callee.path === 'getBuiltinModule') return importedModule(first)
  if (isPromisifyAll(callee)) return resolveApi(file, first)
  if (isPromisify(callee)) return promisified(resolveApi(file, first))
  return resultOf(callee)
}

// A function of this file that only gives a module: `function fs() { const data = require('fs'); …; return data }`.
function findMade(file: SourceFile, callee: Node): Api | undefined {
  const fn = functionOf(file, callee)
  if (!fn || fn.params.length > 0) return undefined
  if (fn.body.type !== 'BlockStatement') return resolveApi(file, fn.body)
  const last = fn.body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument ? resolveApi(file, last.argument) : undefined
}

const requirers = new Set(['require', '__non_webpack_require__'])

function isRequire(file: SourceFile, callee: Node): boolean {
  const inner = unwrap(callee)
  if (inner.type === 'MemberExpression') return isModuleRequire(inner)
  if (inner.type !== 'Identifier') return false
  // Bundlers and AMD hand `require` over as a parameter.
  const variable = file.variables.get(inner)
  if (requirers.has(inner.name) && (!variable?.defs[0] || variable.defs[0].type === 'Parameter')) return true
  const api = resolveApi(file, inner)
  return api?.module === 'module' && api.path === 'createRequire()'
}

// `module.require('fs')`.
function isModuleRequire(member: ESTree.MemberExpression): boolean {
  const object = unwrap(member.object)
  return object.type === 'Identifier' && object.name === 'module' && keyName(member) === 'require'
}

// An argument at a call; a spread before it makes its place unknown.
export function argumentAt(call: ESTree.CallExpression | ESTree.NewExpression, index: number): Node | undefined {
  const before = call.arguments.slice(0, index + 1)
  return before.some((argument) => argument.type === 'SpreadElement') ? undefined : before[index]
}
