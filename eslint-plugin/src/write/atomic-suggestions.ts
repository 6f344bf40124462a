import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { argumentAt } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { withFlush } from './add-flush.ts'

interface AtomicFixes {
  readonly useWriteFileAtomic?: Rule.ReportFixer | undefined
  readonly writeThenRename?: Rule.ReportFixer | undefined
}

// Only for a plain `writeFile`: every other writing function has a shape that a text edit would break.
export function findAtomicFixes(file: SourceFile, call: ESTree.CallExpression, api: Api): AtomicFixes {
  if (api.module !== 'fs' || !/^(?:promises\.)?writeFile(?:Sync)?$/.test(api.path)) return {}
  if (call.arguments.some((argument) => argument.type === 'SpreadElement')) return {}
  return { useWriteFileAtomic: useWriteFileAtomic(file, call, api), writeThenRename: writeThenRename(file, call, api) }
}

const packageName = 'write-file-atomic'
const localName = 'writeFileAtomic'

function useWriteFileAtomic(file: SourceFile, call: ESTree.CallExpression, api: Api): Rule.ReportFixer | undefined {
  const statement = importStatement(file)
  if (statement === undefined) return undefined
  const name = api.path.endsWith('Sync') ? `${localName}.sync` : localName
  return (fixer) => {
    const fixes = [fixer.replaceText(call.callee, name)]
    if (!hasImport(file)) fixes.push(fixer.insertTextBefore(placeForImport(file), `${statement}\n`))
    return fixes
  }
}

// Asked at each report, and answered by the whole file.
function importStatement(file: SourceFile): string | undefined {
  return answerOnce<string | undefined>(file, 'import statement', file.source.ast, { meanwhile: undefined, find: () => findImport(file) })
}

function findImport(file: SourceFile): string | undefined {
  if (file.source.scopeManager.scopes.some((scope) => scope.set.has(localName)) && !hasImport(file)) return undefined
  const { ast } = file.source
  const isModule = ast.sourceType === 'module' && (ast.body.some((each) => each.type.startsWith('Import')
    || each.type.startsWith('Export')) || !ast.body.some((each) => isRequiring(each)))
  return isModule ? `import ${localName} from '${packageName}'` : `const ${localName} = require('${packageName}')`
}

function isRequiring(statement: Node): boolean {
  if (statement.type !== 'VariableDeclaration') return false
  return statement.declarations.some(({ init }) => init?.type === 'CallExpression'
    && init.callee.type === 'Identifier' && init.callee.name === 'require')
}

function hasImport(file: SourceFile): boolean {
  const find = () => new RegExp(`\\b${localName}\\b.*['"]${packageName}['"]`).test(file.source.text)
  return answerOnce(file, 'has import', file.source.ast, { meanwhile: false, find })
}

// Directives such as 'use strict' must stay first.
function placeForImport(file: SourceFile): Node {
  const { ast } = file.source
  return ast.body.find((each) => !('directive' in each && each.directive)) ?? ast
}

function writeThenRename(file: SourceFile, call: ESTree.CallExpression, api: Api): Rule.ReportFixer | undefined {
  const statement = statementOf(call, api)
  const path = argumentAt(call, 0)
  const rename = renameFor(file, call)
  if (!statement || !path || rename === undefined || !isRepeatable(path)) return undefined
  const options = withFlush(file, argumentAt(call, 2))
  if (options === undefined || call.arguments.length > 3) return undefined
  const { source } = file
  const data = call.arguments[1] ? source.getText(call.arguments[1]) : '\'\''
  const temporary = temporaryPath(file, path)
  const indent = ' '.repeat(statement.loc?.start.column ?? 0)
  const awaits = api.path.endsWith('Sync') ? '' : 'await '
  const end = source.getText(statement).endsWith(';') ? ';' : ''
  const write = `${awaits}${source.getText(call.callee)}(${temporary}, ${data}, ${options})${end}`
  const move = `${awaits}${rename}(${temporary}, ${source.getText(path)})${end}`
  return (fixer) => fixer.replaceText(statement, `${write}\n${indent}${move}`)
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
  const { name } = callee.property
  if (name !== 'writeFile' && name !== 'writeFileSync') return undefined
  return `${file.source.getText(callee.object)}.${name === 'writeFile' ? 'rename' : 'renameSync'}`
}

// The path is written three times, so evaluating it must change nothing.
function isRepeatable(path: Node): boolean {
  const inner = unwrap(path)
  if (inner.type === 'Literal' || inner.type === 'Identifier' || inner.type === 'ThisExpression') return true
  if (inner.type === 'TemplateLiteral') return inner.expressions.every((each) => isRepeatable(each))
  return inner.type === 'MemberExpression' && !inner.computed && isRepeatable(inner.object)
}

function temporaryPath(file: SourceFile, path: Node): string {
  const text = file.source.getText(path)
  const inner = unwrap(path)
  if (inner.type === 'Literal' && typeof inner.value === 'string') return `${text.slice(0, -1)}.new${text.slice(-1)}`
  return inner.type === 'TemplateLiteral' ? `${text.slice(0, -1)}.new\`` : `\`\${${text}}.new\``
}
