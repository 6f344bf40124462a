import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { enclosingFunction, isFunction, type FunctionNode } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { answerOnce, remembered, type SourceFile } from '../source-file.ts'
import { ownerOf, type Owner } from './owner.ts'
import { isFunctionWrapper } from './wrappers.ts'

export type Call = ESTree.CallExpression | ESTree.NewExpression

// How a function of this file is used. Everything that is not understood is `other`: it may be called at any time.
export type Use =
  | { readonly kind: 'call', readonly call: Call }
  | { readonly kind: 'argument', readonly call: Call, readonly index: number }
  | { readonly kind: 'listener property', readonly node: Node }
  | { readonly kind: 'property of argument', readonly call: Call, readonly name: string }
  | { readonly kind: 'exported' }
  | { readonly kind: 'other' }

export function usesOf(file: SourceFile, fn: FunctionNode): readonly Use[] {
  return answerOnce<readonly Use[]>(file, 'uses', fn, { meanwhile: [], find: () => findUses(file, fn) })
}

function findUses(file: SourceFile, fn: FunctionNode): readonly Use[] {
  if (fn.type !== 'FunctionDeclaration') return usesAt(file, fn)
  const exported = parentOf(fn)?.type.startsWith('Export') === true
  const uses = file.source.getDeclaredVariables(fn).filter((variable) => variable.defs[0]?.type === 'FunctionName')
    .flatMap((variable) => usesOfVariable(file, variable))
  return exported ? [{ kind: 'exported' }, ...uses] : uses
}

function usesOfVariable(file: SourceFile, variable: Scope.Variable): readonly Use[] {
  return variable.references.filter((reference) => reference.isRead())
    .flatMap((reference) => usesAt(file, reference.identifier as Node))
}

// The use of the value that stands at one place.
function usesAt(file: SourceFile, node: Node): readonly Use[] {
  return answerOnce<readonly Use[]>(file, 'uses of value', node, { meanwhile: [], find: () => findUsesAt(file, node) })
}

function findUsesAt(file: SourceFile, node: Node): readonly Use[] {
  const value = wrapped(node)
  const parent = parentOf(value)
  switch (parent?.type) {
    case 'CallExpression': case 'NewExpression': return usesInCall(file, parent, value)
    case 'MemberExpression': return usesOfMember(file, parent)
    case 'VariableDeclarator': return usesOfDeclared(file, parent)
    case 'AssignmentExpression': return usesOfAssigned(file, parent, value)
    case 'Property': return usesInObject(file, parent)
    case 'MethodDefinition': case 'PropertyDefinition': return usesInClass(file, parent)
    case 'ExportSpecifier': case 'ExportDefaultDeclaration': return [{ kind: 'exported' }]
    case 'ReturnStatement': case 'ArrowFunctionExpression': return usesOfReturned(file, parent)
    case 'LogicalExpression': case 'ConditionalExpression': return usesAt(file, parent)
    case 'ExpressionStatement': case 'UnaryExpression': case 'BinaryExpression': case 'IfStatement': return []
    default: return [{ kind: 'other' }]
  }
}

// What a function returns is used where that function is called: `app.get('/', makeHandler())`.
function usesOfReturned(file: SourceFile, place: Node): readonly Use[] {
  const maker = isFunction(place) ? place : enclosingFunction(place)
  if (!maker) return [{ kind: 'other' }]
  return usesOf(file, maker).flatMap((use) => use.kind === 'call' ? usesAt(file, use.call) : [{ kind: 'other' }])
}

function usesInCall(file: SourceFile, call: Call, value: Node): readonly Use[] {
  if (call.callee === value) return [{ kind: 'call', call }]
  if (call.arguments[0] === value && isFunctionWrapper(calleeName(call))) return usesAt(file, call)
  return [{ kind: 'argument', call, index: call.arguments.findIndex((argument) => argument === value) }]
}

// `fn.call(this)` and `fn.apply(this)` call it, `fn.bind(this)` stands for it, `fn.name` is nothing.
function usesOfMember(file: SourceFile, member: ESTree.MemberExpression): readonly Use[] {
  const call = parentOf(wrapped(member))
  if (call?.type !== 'CallExpression' || unwrap(call.callee) !== member) return []
  const name = keyName(member)
  if (name === 'call' || name === 'apply') return [{ kind: 'call', call }]
  return name === 'bind' ? usesAt(file, call) : []
}

function usesOfDeclared(file: SourceFile, declarator: ESTree.VariableDeclarator): readonly Use[] {
  if (declarator.id.type !== 'Identifier') return [{ kind: 'other' }]
  const [variable] = file.source.getDeclaredVariables(declarator)
  if (!variable) return [{ kind: 'other' }]
  const exported = parentOf(parentOf(declarator) ?? declarator)?.type === 'ExportNamedDeclaration'
  return [...(exported ? [{ kind: 'exported' }] as const : []), ...usesOfVariable(file, variable)]
}

function usesOfAssigned(file: SourceFile, assignment: ESTree.AssignmentExpression, value: Node): readonly Use[] {
  if (unwrap(assignment.right) !== unwrap(value)) return []
  const target = unwrap(assignment.left)
  if (target.type === 'Identifier') {
    const variable = file.variables.get(target)
    return variable && variable.defs.length > 0 ? usesOfVariable(file, variable) : [{ kind: 'other' }]
  }
  if (target.type !== 'MemberExpression') return [{ kind: 'other' }]
  const name = keyName(target) ?? ''
  const owner = ownerOf(file, target.object)
  if (isExports(target)) return [{ kind: 'exported' }, ...usesAt(file, assignment), ...usesByName(file, name, owner)]
  if (/^on[a-z]+$/.test(name)) return [{ kind: 'listener property', node: target }]
  return usesOfMethod(file, name, owner)
}

// `module.exports`, `module.exports.name`, `exports.name`.
function isExports(target: ESTree.MemberExpression): boolean {
  const object = unwrap(target.object)
  if (object.type === 'MemberExpression') return isExports(object)
  if (object.type !== 'Identifier') return false
  return object.name === 'exports' || (object.name === 'module' && keyName(target) === 'exports')
}

function usesInObject(file: SourceFile, property: ESTree.Property | ESTree.AssignmentProperty): readonly Use[] {
  const object = parentOf(property)
  const name = keyName(property)
  if (object?.type !== 'ObjectExpression' || name === undefined) return [{ kind: 'other' }]
  const holder = parentOf(wrapped(object))
  if (holder?.type === 'CallExpression' || holder?.type === 'NewExpression') {
    return [{ kind: 'property of argument', call: holder, name }]
  }
  const owner = holder?.type === 'VariableDeclarator' ? file.source.getDeclaredVariables(holder)[0] : undefined
  if (holder?.type !== 'ExportDefaultDeclaration' && !isExported(holder)) return usesOfMethod(file, name, owner)
  return [{ kind: 'exported' }, ...usesOfMethod(file, name, 'exports')]
}

function isExported(holder: Node | undefined): boolean {
  return holder?.type === 'AssignmentExpression' && holder.left.type === 'MemberExpression' && isExports(holder.left)
}

// A method is called on `this` in its class, a static one on the class by name too; others may call it from anywhere.
function usesInClass(file: SourceFile, member: ESTree.MethodDefinition | ESTree.PropertyDefinition): readonly Use[] {
  const name = keyName(member)
  const body = classOf(member)
  if (member.type === 'MethodDefinition' && member.kind === 'constructor') return usesOfClass(file, body && parentOf(body))
  const owner = member.static && body ? declaredAs(file, parentOf(body)) : undefined
  const own = usesByName(file, name, 'self').filter((use) => !('call' in use) || classOf(use.call) === body)
  return [{ kind: 'other' }, ...own, ...owner ? usesByName(file, name, owner) : []]
}

// A constructor runs where its class is made: `new Store()`.
function usesOfClass(file: SourceFile, node: Node | undefined): readonly Use[] {
  const variables = node?.type === 'ClassDeclaration' ? file.source.getDeclaredVariables(node).slice(0, 1) : []
  const made = variables.flatMap((variable) => usesOfVariable(file, variable)).filter((use) => use.kind === 'call')
  return [{ kind: 'other' }, ...made]
}

function declaredAs(file: SourceFile, node: Node | undefined): Owner | undefined {
  return node?.type === 'ClassDeclaration' ? file.source.getDeclaredVariables(node)[0] : undefined
}

// Methods are found by name: on `this` anywhere in the file, and on the object that they were set on.
function usesOfMethod(file: SourceFile, name: string | undefined, owner: Owner | undefined): readonly Use[] {
  const others = owner !== undefined && owner !== 'self' ? usesByName(file, name, owner) : []
  const exported = typeof owner === 'object' && isExportedVariable(owner) ? [{ kind: 'exported' } as const] : []
  return [{ kind: 'other' }, ...exported, ...usesByName(file, name, 'self'), ...others]
}

// `const tools = {}; module.exports = tools`, `const tools = module.exports = {}`, `export default tools`.
function isExportedVariable({ references, defs: [definition] }: Scope.Variable): boolean {
  const init = definition?.type === 'Variable' ? definition.node.init : undefined
  if (init && isExported(unwrap(init))) return true
  return references.some(({ identifier }) => {
    const holder = parentOf(wrapped(identifier as Node))
    return holder?.type === 'ExportDefaultDeclaration' || (isExported(holder) && holder?.type === 'AssignmentExpression'
      && unwrap(holder.right) === identifier)
  })
}

function usesByName(file: SourceFile, name: string | undefined, owner: Owner | undefined): readonly Use[] {
  if (name === undefined || owner === undefined) return []
  const find = () => readMembers(file, name, owner)
  // Many methods of a file may have one name, and those of `this` are asked for by each of them.
  const members = owner === 'self' ? remembered(file, `members of this: ${name}`, file.source.ast, find) : find()
  return members.flatMap((member) => usesAt(file, member))
}

function readMembers(file: SourceFile, name: string, owner: Owner): readonly ESTree.MemberExpression[] {
  return (file.index.members.get(name) ?? []).filter((member) => {
    const parent = parentOf(member)
    return (parent?.type !== 'AssignmentExpression' || parent.left !== member) && ownerOf(file, member.object) === owner
  })
}

function classOf(node: Node): Node | undefined {
  for (const ancestor of ancestorsOf(node)) if (ancestor.type === 'ClassBody') return ancestor
  return undefined
}
