import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, literalText } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

const temporaryModules = new Set(['tmp', 'tmp-promise', 'tempy', 'temp-dir', 'tempfile', 'os-tmpdir', 'unique-temp-dir', 'temp'])

// `/dev/shm` is in memory on every Linux.
const temporaryFolders = /^(?:(?:\/var)?\/tmp|\/dev\/shm)\//

// Whether a path is below the system's folder for temporary files, which is often another file system.
export function isInTemporaryFolder(file: SourceFile, node: Node): boolean {
  return answerOnce(file, 'in temporary folder', node, { meanwhile: false, find: () => findOut(file, node) })
}

function findOut(file: SourceFile, node: Node): boolean {
  const expression = unwrap(node)
  const text = literalText(expression)
  if (text !== undefined) return temporaryFolders.test(text)
  switch (expression.type) {
    case 'Identifier': return isVariable(file, expression)
    case 'MemberExpression': return isInTemporaryFolder(file, expression.object)
    case 'AwaitExpression': return isInTemporaryFolder(file, expression.argument)
    case 'BinaryExpression': return isInTemporaryFolder(file, expression.left)
    case 'TemplateLiteral': return startsThere(file, expression)
    case 'CallExpression': return isCall(file, expression)
    default: return false
  }
}

function isVariable(file: SourceFile, identifier: ESTree.Identifier): boolean {
  const references = file.variables.get(identifier)?.references ?? []
  const values = references.flatMap((reference) => reference.isWrite() ? reference.writeExpr ?? [] : [])
  return values.length > 0 && values.every((value) => isInTemporaryFolder(file, value))
}

function startsThere(file: SourceFile, { quasis, expressions }: ESTree.TemplateLiteral): boolean {
  const [first] = expressions
  const before = quasis[0]?.value.cooked ?? ''
  return before === '' ? first !== undefined && isInTemporaryFolder(file, first) : temporaryFolders.test(before)
}

function isCall(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = resolveApi(file, call.callee)
  if (api && (temporaryModules.has(api.module) || (api.module === 'os' && api.path === 'tmpdir'))) return true
  const [first] = call.arguments
  const passesOn = /^(?:join|resolve|normalize|realpath(?:Sync)?|mkdtemp(?:Sync)?|toString|String)$/.test(calleeName(call) ?? '')
  if (passesOn && first && first.type !== 'SpreadElement') return isInTemporaryFolder(file, first)
  const fn = functionOf(file, call.callee)
  if (!fn) return false
  if (fn.body.type !== 'BlockStatement') return isInTemporaryFolder(file, fn.body)
  const last = fn.body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument ? isInTemporaryFolder(file, last.argument) : false
}
