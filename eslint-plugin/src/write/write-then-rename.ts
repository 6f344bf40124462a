import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { argumentAt } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { withFlush } from './add-flush.ts'
import { mayBeUrl } from './url-path.ts'

// Writes to a file beside the path, then gives it that name.
export function writeThenRename(file: SourceFile, call: ESTree.CallExpression, api: Api): Rule.ReportFixer | undefined {
  const statement = statementOf(call, api)
  const [path, data, third] = [0, 1, 2].map((index) => argumentAt(call, index))
  const rename = renameFor(file, call)
  if (!statement || !path || !data || call.arguments.length > 3 || rename === undefined) return undefined
  if (!isRepeatable(path) || mayBeUrl(file, path) || losesComments(file, statement, call)) return undefined
  const options = withFlush(file, third)
  const temporary = api.path.endsWith('Sync') ? { name: temporaryPath(file, path), lines: [] } : uniquePath(file, path)
  if (options === undefined || !temporary) return undefined
  const { source } = file
  const awaits = api.path.endsWith('Sync') ? '' : 'await '
  const content = data.type === 'SequenceExpression' ? `(${source.getText(data)})` : source.getText(data)
  const lines = [
    ...temporary.lines,
    `${awaits}${source.getText(call.callee)}(${temporary.name}, ${content}, ${options})`,
    `${awaits}${rename}(${temporary.name}, ${source.getText(path)})`,
  ]
  const end = source.getText(statement).endsWith(';') ? ';' : ''
  const indent = /^\s*/.exec(source.lines[(statement.loc?.start.line ?? 1) - 1] ?? '')?.[0] ?? ''
  return (fixer) => fixer.replaceText(statement, lines.join(`${end}\n${indent}`) + end)
}

// The call must be a statement of its own: `await writeFile(…)` or `writeFileSync(…)`.
function statementOf(call: ESTree.CallExpression, api: Api): Node | undefined {
  let outer = parentOf(wrapped(call))
  if (!api.path.endsWith('Sync')) {
    if (outer?.type !== 'AwaitExpression') return undefined
    outer = parentOf(outer)
  }
  const list = outer?.type === 'ExpressionStatement' ? parentOf(outer) : undefined
  return list?.type === 'BlockStatement' || list?.type === 'Program' ? outer : undefined
}

// The sibling `rename` of a `writeFile` that is reached as a member.
function renameFor(file: SourceFile, call: ESTree.CallExpression): string | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return undefined
  const { name, range } = callee.property
  if ((name !== 'writeFile' && name !== 'writeFileSync') || !range || !callee.range) return undefined
  return `${file.source.text.slice(callee.range[0], range[0])}${name === 'writeFile' ? 'rename' : 'renameSync'}`
}

// The path is written more than once, so evaluating it must change nothing.
function isRepeatable(path: Node): boolean {
  const inner = unwrap(path)
  if (inner.type === 'Literal' || inner.type === 'Identifier' || inner.type === 'ThisExpression') return true
  if (inner.type === 'TemplateLiteral') return inner.expressions.every((each) => isRepeatable(each))
  return inner.type === 'MemberExpression' && !inner.computed && isRepeatable(inner.object)
}

// What stands inside of the arguments is kept.
function losesComments(file: SourceFile, statement: Node, call: ESTree.CallExpression): boolean {
  const kept = call.arguments.reduce((sum, each) => sum + file.source.getCommentsInside(each).length, 0)
  return file.source.getCommentsInside(statement).length > kept
}

function temporaryPath(file: SourceFile, path: Node): string {
  const inner = unwrap(path)
  const text = file.source.getText(inner)
  return inner.type === 'Literal' ? `${text.slice(0, -1)}.new${text.slice(-1)}` : `${asTemplate(file, path)}.new\``
}

// The beginning of a template that is the path so far.
function asTemplate(file: SourceFile, path: Node): string {
  const inner = unwrap(path)
  const text = file.source.getText(inner)
  if (inner.type === 'TemplateLiteral') return text.slice(0, -1)
  if (inner.type !== 'Literal') return `\`\${${text}}`
  return `\`${text.slice(1, -1).replace(/\\[\s\S]|[`$]/g, (found) => found.startsWith('\\') ? found : `\\${found}`)}`
}

// While one call waits for the disk another may begin, and with one name for both each would rename away what the other wrote.
function uniquePath(file: SourceFile, path: Node): { readonly name: string, readonly lines: readonly string[] } | undefined {
  const names = namesIn(file)
  const name = ['temporary', 'temporaryFile', 'temporaryPath'].find((each) => !names.has(each))
  // Where the file has a `crypto` of its own, that may be anything.
  const crypto = names.has('crypto') ? 'globalThis.crypto' : 'crypto'
  if (name === undefined) return undefined
  return { name, lines: [`const ${name} = ${asTemplate(file, path)}.\${${crypto}.randomUUID()}.new\``] }
}

// Every name that means something in this file.
function namesIn(file: SourceFile): ReadonlySet<string> {
  const find = () => new Set(file.source.scopeManager.scopes.flatMap(({ variables, references }) => [
    ...variables.flatMap(({ name, defs }) => defs.length > 0 ? name : []), ...references.map(({ identifier }) => identifier.name),
  ]))
  return answerOnce<ReadonlySet<string>>(file, 'names', file.source.ast, { meanwhile: new Set(), find })
}
