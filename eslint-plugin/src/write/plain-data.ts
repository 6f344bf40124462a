import type { Node } from '../ast/node.ts'
import { unwrap } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { typesOf } from '../types/checker.ts'

// Whether data is surely a text or bytes. `fs.promises.writeFile` takes streams and iterables too, and other functions do not.
export function isPlainData(file: SourceFile, data: Node): boolean {
  return answerOnce(file, 'plain data', data, { meanwhile: true, find: () => findOut(file, data) })
}

function findOut(file: SourceFile, data: Node): boolean {
  const inner = unwrap(data)
  switch (inner.type) {
    case 'Literal': return typeof inner.value === 'string'
    case 'TemplateLiteral': return true
    case 'BinaryExpression': return inner.operator === '+'
    case 'LogicalExpression': return isPlainData(file, inner.left) && isPlainData(file, inner.right)
    case 'ConditionalExpression': return isPlainData(file, inner.consequent) && isPlainData(file, inner.alternate)
    case 'AwaitExpression': return isRead(file, inner.argument) || isTypedPlain(file, inner)
    case 'NewExpression': return calleeName(inner) === 'Uint8Array'
    case 'CallExpression': return isMade(file, inner) || isTypedPlain(file, inner)
    case 'Identifier': return isVariable(file, inner) || isTypedPlain(file, inner)
    default: return isTypedPlain(file, inner)
  }
}

// What gives a text or a Buffer, whatever it is called on.
const makers = /^(?:stringify|toString|String|join|toJSON5?|trim|trimEnd|repeat|padEnd|slugify|toUpperCase|toLowerCase|toISOString)$/

function isMade(file: SourceFile, call: Extract<Node, { type: 'CallExpression' }>): boolean {
  if (makers.test(calleeName(call) ?? '')) return true
  const api = resolveApi(file, call.callee)
  if (api?.module === 'fs' && api.path === 'readFileSync') return true
  return /^Buffer\.(?:from|concat|alloc|allocUnsafe)$/.test(file.source.getText(call.callee))
}

function isRead(file: SourceFile, call: Node): boolean {
  const inner = unwrap(call)
  return inner.type === 'CallExpression' && resolveApi(file, inner.callee)?.path === 'promises.readFile'
}

function isVariable(file: SourceFile, identifier: Node): boolean {
  const variable = file.variables.get(identifier)
  if (variable?.defs[0]?.type !== 'Variable') return false
  const writes = variable.references.filter((reference) => reference.isWrite())
  return writes.length > 0 && writes.every(({ writeExpr, identifier: name }) => (
    writeExpr && isWhole(name as Node) ? isPlainData(file, writeExpr) : false
  ))
}

// Not a part that is taken out of the value: `const { body } = …`, `for (const each of …)`.
function isWhole(name: Node & { parent?: Node }): boolean {
  const { parent } = name
  return (parent?.type === 'VariableDeclarator' && parent.id === name) || (parent?.type === 'AssignmentExpression' && parent.left === name)
}

function isTypedPlain(file: SourceFile, data: Node): boolean {
  const text = typesOf(file)?.typeTextOf(data) ?? annotationOf(file, data)
  return text.split('|').every((part) => /^(?:string|"[^"]*"|(?:NonSharedBuffer|Buffer|Uint8Array)(?:<\w+>)?)$/.test(part.trim()))
}

// `text: string`, without asking for types.
function annotationOf(file: SourceFile, data: Node): string {
  const declared = file.variables.get(data)?.defs[0]?.name as { typeAnnotation?: { typeAnnotation?: Node } } | undefined
  const annotation = declared?.typeAnnotation?.typeAnnotation
  return annotation ? file.source.getText(annotation) : ''
}
