import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { typesOf } from '../types/checker.ts'

// Whether a path may be an object `URL`. The functions of `fs` take one; as a part of a text it is no path.
export function mayBeUrl(file: SourceFile, path: Node): boolean {
  return answerOnce(file, 'url', path, { meanwhile: false, find: () => findOut(file, path) })
}

function findOut(file: SourceFile, path: Node): boolean {
  const inner = unwrap(path)
  switch (inner.type) {
    case 'NewExpression': return calleeName(inner) === 'URL'
    case 'Identifier': return isNamedUrl(inner.name) || isTypedUrl(file, inner) || isVariable(file, inner)
    case 'MemberExpression': return isMember(file, keyName(inner), inner.object) || isTypedUrl(file, inner)
    case 'CallExpression': return calleeName(inner) === 'pathToFileURL' || isTypedUrl(file, inner) || isResult(file, inner.callee)
    case 'LogicalExpression': return mayBeUrl(file, inner.left) || mayBeUrl(file, inner.right)
    case 'ConditionalExpression': return mayBeUrl(file, inner.consequent) || mayBeUrl(file, inner.alternate)
    default: return false
  }
}

function isNamedUrl(name: string): boolean {
  return wordsIn(name).at(-1) === 'url'
}

function isVariable(file: SourceFile, identifier: Node): boolean {
  const references = file.variables.get(identifier)?.references ?? []
  return references.some(({ writeExpr }) => writeExpr ? mayBeUrl(file, writeExpr) : false)
}

function isMember(file: SourceFile, name: string | undefined, object: Node): boolean {
  if (name === undefined) return false
  const values = unwrap(object).type === 'ThisExpression' ? file.index.fields.get(name) ?? [] : []
  return isNamedUrl(name) || values.some((value) => mayBeUrl(file, value))
}

function isResult(file: SourceFile, callee: Node): boolean {
  const fn = functionOf(file, callee)
  if (!fn) return false
  if (fn.body.type !== 'BlockStatement') return mayBeUrl(file, fn.body)
  const last = fn.body.body.at(-1)
  return last?.type === 'ReturnStatement' && last.argument ? mayBeUrl(file, last.argument) : false
}

function isTypedUrl(file: SourceFile, path: Node): boolean {
  return /\b(?:URL|PathLike|PathOrFileDescriptor)\b/.test(typesOf(file)?.typeTextOf(path) ?? '')
}
