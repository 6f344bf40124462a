import type * as ESTree from 'estree'

import { isFunction, type FunctionNode } from '../ast/function.ts'
import { methodName } from '../ast/method.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { callsOf, functionOf } from '../resolve/local-function.ts'
import { usesOf, type Use } from '../resolve/uses.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { hasConstantName } from './constant-name.ts'
import { kindOfName, kindOfText, type Kind } from './path-words.ts'

// What an expression says about the file it names. No answer: a place where somebody will look for the file.
export function kindOfPath(file: SourceFile, node: Node): Kind | undefined {
  return answerOnce<Kind | undefined>(file, 'path', node, { meanwhile: undefined, find: () => findKind(file, node) })
}

function findKind(file: SourceFile, node: Node): Kind | undefined {
  const expression = unwrap(node)
  const text = literalText(expression)
  if (text !== undefined) return kindOfText(text)
  switch (expression.type) {
    case 'Identifier': return kindOfIdentifier(file, expression)
    case 'MemberExpression': return kindOfMember(file, expression)
    case 'CallExpression': case 'NewExpression': return kindOfCall(file, expression)
    case 'TemplateLiteral': return kindOfTemplate(file, expression)
    case 'BinaryExpression': return firstKind(file, [expression.left, expression.right])
    case 'LogicalExpression': return firstKind(file, [expression.left, expression.right])
    case 'ConditionalExpression': return firstKind(file, [expression.consequent, expression.alternate])
    case 'ArrayExpression': return firstKind(file, expression.elements)
    case 'AwaitExpression': return kindOfPath(file, expression.argument)
    case 'AssignmentExpression': return kindOfPath(file, expression.right)
    default: return undefined
  }
}

function firstKind(file: SourceFile, nodes: readonly (Node | null)[]): Kind | undefined {
  for (const node of nodes) {
    const kind = node ? kindOfPath(file, node.type === 'SpreadElement' ? node.argument : node) : undefined
    if (kind) return kind
  }
  return undefined
}

function kindOfTemplate(file: SourceFile, template: ESTree.TemplateLiteral): Kind | undefined {
  for (const { value } of template.quasis) {
    const kind = kindOfText(value.cooked ?? '')
    if (kind) return kind
  }
  return firstKind(file, template.expressions)
}

// `hashFile` may be named by a hash, or hold one: where its name stands in the program it holds one.
function namedKind(file: SourceFile, node: Node, name: string): Kind | undefined {
  const kind = kindOfName(name)
  return kind === 'unique' && hasConstantName(file, node) ? undefined : kind
}

function kindOfIdentifier(file: SourceFile, identifier: ESTree.Identifier): Kind | undefined {
  const variable = file.variables.get(identifier)
  const [definition] = variable?.defs ?? []
  const named = namedKind(file, identifier, identifier.name)
  if (named || !variable || !definition) return named
  if (definition.type === 'Parameter') return kindOfParameter(file, definition.node, definition.name)
  if (definition.type === 'ImportBinding') return kindOfApi(resolveApi(file, identifier))
  return firstKind(file, variable.references.flatMap((reference) => reference.writeExpr ?? []))
}

// A parameter is what every call in this file gives it; a function that others can call is not judged so.
function kindOfParameter(file: SourceFile, fn: Node, name: Node): Kind | undefined {
  if (!isFunction(fn)) return undefined
  const index = fn.params.findIndex((param) => param === name)
  const calls = callsOf(file, fn)
  if (index < 0 || calls.length === 0 || usesOf(file, fn).some((use) => use.kind !== 'call' && !isMethodUse(use, fn))) return undefined
  const kinds = calls.map((call) => {
    const value = call.arguments[index]
    return value && value.type !== 'SpreadElement' ? kindOfPath(file, value) : undefined
  })
  return kinds.every((kind) => kind !== undefined) ? kinds[0] : undefined
}

// A method can be called on its object from anywhere; those who call it here say what it is for.
function isMethodUse(use: Use, fn: FunctionNode): boolean {
  return use.kind === 'other' && methodName(fn) !== undefined
}

function kindOfMember(file: SourceFile, member: ESTree.MemberExpression): Kind | undefined {
  const name = keyName(member)
  const named = name === undefined ? undefined : namedKind(file, member, name)
  if (named) return named
  const object = unwrap(member.object)
  if (object.type !== 'ThisExpression') return kindOfPath(file, object)
  return firstKind(file, name === undefined ? [] : file.index.fields.get(name) ?? [])
}

function kindOfCall(file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression): Kind | undefined {
  const kind = kindOfApi(resolveApi(file, call.callee)) ?? namedKind(file, call, calleeName(call) ?? '')
    ?? firstKind(file, call.arguments)
  if (kind) return kind
  const callee = unwrap(call.callee)
  const made = callee.type === 'MemberExpression' ? kindOfPath(file, callee.object) : undefined
  return made ?? kindOfResult(file, callee)
}

// A function of this file that only makes the path.
function kindOfResult(file: SourceFile, callee: Node): Kind | undefined {
  const fn = functionOf(file, callee)
  if (!fn) return undefined
  if (fn.body.type !== 'BlockStatement') return kindOfPath(file, fn.body)
  const last = fn.body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument ? kindOfPath(file, last.argument) : undefined
}

const temporaryModules = new Set(['tmp', 'tmp-promise', 'tempy', 'temp', 'temp-dir', 'temp-file', 'temp-write',
  'unique-temp-dir', 'tempfile', 'os-tmpdir', 'tmpdir'])
const uniqueModules = new Set(['uuid', 'nanoid', 'ulid', 'cuid', '@paralleldrive/cuid2', 'shortid', 'hat',
  'crypto-random-string', 'unique-string', 'unique-filename', 'uniqid', 'object-hash', 'hasha', 'imurmurhash'])
const uniquePaths = /^(?:globalThis:(?:Date(?:\.now)?|Math\.random|performance\.now|crypto\.\w+)|crypto:(?:random|createHash|hash)|process:(?:hrtime|pid|uptime))/

function kindOfApi(api: Api | undefined): Kind | undefined {
  if (!api) return undefined
  if (temporaryModules.has(api.module)) return 'temporary'
  if (api.module === 'os' && api.path.startsWith('tmpdir')) return 'temporary'
  if (api.module === 'fs' && api.path.includes('mkdtemp')) return 'temporary'
  return uniqueModules.has(api.module) || uniquePaths.test(`${api.module}:${api.path}`) ? 'unique' : undefined
}
