import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

// Whether the last part of a path stands in the program: `path.join(folder, 'checksum.json')`. Then it is the name of one file,
// whatever the variable that holds it is called.
export function hasConstantName(file: SourceFile, path: Node): boolean {
  return answerOnce(file, 'constant name', path, { meanwhile: false, find: () => findOut(file, path) })
}

function findOut(file: SourceFile, path: Node): boolean {
  const inner = unwrap(path)
  if (literalText(inner) !== undefined) return true
  switch (inner.type) {
    case 'TemplateLiteral': return /[\\/][^\\/]+$/.test(inner.quasis.at(-1)?.value.cooked ?? '')
    case 'BinaryExpression': return /[\\/][^\\/]+$/.test(literalText(inner.right) ?? '')
    case 'CallExpression': return isCall(file, inner)
    case 'Identifier': return isVariable(file, inner)
    case 'MemberExpression': return stringsOf(file, inner).length > 0 || isField(file, inner)
    default: return false
  }
}

function isCall(file: SourceFile, call: ESTree.CallExpression): boolean {
  const last = call.arguments.at(-1)
  if (/^(?:join|resolve|normalize)$/.test(calleeName(call) ?? '')) return last !== undefined && hasConstantName(file, last)
  const fn = functionOf(file, call.callee)
  if (!fn) return false
  if (fn.body.type !== 'BlockStatement') return hasConstantName(file, fn.body)
  const end = fn.body.body.at(-1)
  return end?.type === 'ReturnStatement' && end.argument ? hasConstantName(file, end.argument) : false
}

function isVariable(file: SourceFile, identifier: ESTree.Identifier): boolean {
  const variable = file.variables.get(identifier)
  const [declared] = variable?.identifiers ?? []
  if (!declared || variable?.defs[0]?.type !== 'Variable') return false
  const find = () => areConstant(file, variable.references.flatMap((reference) => reference.writeExpr ?? []))
  return answerOnce(file, 'constant name of variable', declared, { meanwhile: false, find })
}

function isField(file: SourceFile, member: ESTree.MemberExpression): boolean {
  const name = unwrap(member.object).type === 'ThisExpression' ? keyName(member) : undefined
  return areConstant(file, name === undefined ? [] : file.index.fields.get(name) ?? [])
}

function areConstant(file: SourceFile, values: readonly Node[]): boolean {
  return values.length > 0 && values.every((value) => hasConstantName(file, value))
}
