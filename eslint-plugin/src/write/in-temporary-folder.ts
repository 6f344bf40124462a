import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'
import { resolveApi } from '../resolve/api.ts'
import { callsOf, functionOf } from '../resolve/local-function.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

const temporaryModules = new Set(['tmp', 'tmp-promise', 'tempy', 'temp-dir', 'tempfile', 'os-tmpdir', 'unique-temp-dir', 'temp'])

// `/dev/shm` is in memory on every Linux.
const temporaryFolders = /^(?:(?:\/var)?\/tmp|\/dev\/shm)\//

// Whether one, or each, of the values that a variable can have must be there.
type Certainty = 'surely' | 'perhaps'

// Whether a path is below the system's folder for temporary files, which is often another file system.
export function isInTemporaryFolder(file: SourceFile, node: Node): boolean {
  return isThere(file, node, 'surely')
}

// Whether it may be: by one of the values that this file gives it, or by its name.
export function mayBeInTemporaryFolder(file: SourceFile, node: Node): boolean {
  return isThere(file, node, 'perhaps')
}

function isThere(file: SourceFile, node: Node, how: Certainty): boolean {
  return answerOnce(file, `${how} in temporary folder`, node, { meanwhile: false, find: () => findOut(file, node, how) })
}

function findOut(file: SourceFile, node: Node, how: Certainty): boolean {
  const expression = unwrap(node)
  const text = literalText(expression)
  if (text !== undefined) return temporaryFolders.test(text) || (how === 'perhaps' && text === '/tmp')
  switch (expression.type) {
    case 'Identifier': return isNamed(expression.name, how) || isVariable(file, expression, how)
    case 'MemberExpression': return isNamed(keyName(expression), how) || isMember(file, expression, how)
    case 'AwaitExpression': return isThere(file, expression.argument, how)
    case 'BinaryExpression': return isThere(file, expression.left, how)
    case 'LogicalExpression': return areThere(file, [expression.left, expression.right], how)
    case 'ConditionalExpression': return areThere(file, [expression.consequent, expression.alternate], how)
    case 'TemplateLiteral': return startsThere(file, expression, how)
    case 'CallExpression': return isCall(file, expression, how)
    default: return false
  }
}

function areThere(file: SourceFile, values: readonly Node[], how: Certainty): boolean {
  if (how === 'perhaps') return values.some((value) => isThere(file, value, how))
  return values.length > 0 && values.every((value) => isThere(file, value, how))
}

function isNamed(name: string | undefined, how: Certainty): boolean {
  return how === 'perhaps' && wordsIn(name ?? '').some((word) => /^(?:tmp(?!l)\w*|temp|temporary|temp(?:dir|folder|path))$/.test(word))
}

function isVariable(file: SourceFile, identifier: ESTree.Identifier, how: Certainty): boolean {
  const variable = file.variables.get(identifier)
  const [declared] = variable?.identifiers ?? []
  if (!variable || !declared) return false
  const find = () => {
    const values = variable.references.flatMap((reference) => reference.isWrite() ? reference.writeExpr ?? [] : [])
    return areThere(file, values, how) || (how === 'perhaps' && areThere(file, givenTo(file, declared, variable.defs[0]?.node), how))
  }
  return answerOnce(file, `${how} variable in temporary folder`, declared, { meanwhile: false, find })
}

// What the calls in this file give a parameter.
function givenTo(file: SourceFile, declared: Node, fn: Node | undefined): readonly Node[] {
  if (!fn || !isFunction(fn)) return []
  const index = fn.params.findIndex((param) => param === declared || (param.type === 'AssignmentPattern' && param.left === declared))
  return index < 0 ? [] : callsOf(file, fn).flatMap((call) => call.arguments[index] ?? [])
}

function isMember(file: SourceFile, member: ESTree.MemberExpression, how: Certainty): boolean {
  if (unwrap(member.object).type !== 'ThisExpression') return isThere(file, member.object, how)
  const name = keyName(member)
  return areThere(file, name === undefined ? [] : file.index.fields.get(name) ?? [], how)
}

function startsThere(file: SourceFile, { quasis, expressions }: ESTree.TemplateLiteral, how: Certainty): boolean {
  const [first] = expressions
  const before = quasis[0]?.value.cooked ?? ''
  return before === '' ? first !== undefined && isThere(file, first, how) : temporaryFolders.test(before)
}

function isCall(file: SourceFile, call: ESTree.CallExpression, how: Certainty): boolean {
  const api = resolveApi(file, call.callee)
  if (api?.module === 'os' && api.path === 'tmpdir') return true
  if (api && temporaryModules.has(api.module)) return how === 'perhaps' || call.arguments.every((each) => keepsFolder(file, each))
  const [first] = call.arguments
  const passesOn = /^(?:join|resolve|normalize|realpath(?:Sync)?|mkdtemp(?:Sync)?|toString|String)$/.test(calleeName(call) ?? '')
  if (passesOn && first && first.type !== 'SpreadElement') return isThere(file, first, how)
  const fn = functionOf(file, call.callee)
  if (!fn) return false
  if (fn.body.type !== 'BlockStatement') return isThere(file, fn.body, how)
  const last = fn.body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument ? isThere(file, last.argument, how) : false
}

// `tmp.fileSync({ tmpdir: path.dirname(target) })` makes its file elsewhere, and options that are not known may do so.
function keepsFolder(file: SourceFile, argument: Node): boolean {
  const value = argument.type === 'SpreadElement' ? argument : valueOf(file, argument)
  if (isFunction(value) || value.type === 'Literal' || value.type === 'TemplateLiteral' || functionOf(file, value)) return true
  return value.type === 'ObjectExpression' && value.properties.every((each) => {
    if (each.type !== 'Property') return false
    return !/^(?:dir|tmpdir)$/.test(keyName(each) ?? 'dir') || isThere(file, each.value, 'surely')
  })
}
