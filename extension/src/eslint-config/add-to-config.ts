import { parse, type ParserPlugin } from '@babel/parser'
import type { CallExpression, Expression, File, Node, Statement } from '@babel/types'
import MagicString from 'magic-string'

import { commonJsImport, entry, esmImport, name, pluginPackage } from './texts.ts'

export type Addition =
  | { readonly kind: 'edited', readonly text: string }
  | { readonly kind: 'has-it-already' }
  /** It is written in a way that we do not understand well enough to change it. */
  | { readonly kind: 'not-understood', readonly why: 'syntax' | 'export' | 'call' | 'name' }

/**
 * Adds our plugin to an ESLint configuration. The syntax tree says where; the text around it stays as it is, to the last space: a
 * printer of syntax trees would move comments and break lines anew.
 */
export function addToConfig(text: string, file: string): Addition {
  const tree = parseConfig(text, file)
  if (tree === undefined) return { kind: 'not-understood', why: 'syntax' }
  const { body } = tree.program
  if (importsPlugin(body)) return { kind: 'has-it-already' }
  if (text.includes(name)) return { kind: 'not-understood', why: 'name' } // a second thing of that name
  const exported = findExport(body)
  if (exported === undefined) return { kind: 'not-understood', why: 'export' }
  const edited = new MagicString(text)
  if (!addEntry(edited, text, resolveValue(exported.value, body))) return { kind: 'not-understood', why: 'call' }
  addImport(edited, body, { line: exported.isCommonJs ? commonJsImport : esmImport, lineBreak: text.includes('\r\n') ? '\r\n' : '\n' })
  return { kind: 'edited', text: edited.toString() }
}

function parseConfig(text: string, file: string): File | undefined {
  const plugins: ParserPlugin[] = /\.[cm]?ts$/u.test(file) ? ['typescript'] : []
  try {
    return parse(text, { sourceType: file.endsWith('.cjs') ? 'commonjs' : 'unambiguous', plugins })
  } catch {
    return undefined // what is wrong with it, ESLint tells better
  }
}

function importsPlugin(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    if (statement.type === 'ImportDeclaration') return statement.source.value === pluginPackage
    if (statement.type !== 'VariableDeclaration') return false
    return statement.declarations.some(({ init }) => init?.type !== undefined && requiredBy(init) === pluginPackage)
  })
}

/** The name of the package in `require('…')`, also where a property of it is taken. */
function requiredBy(value: Expression): string | undefined {
  if (value.type === 'MemberExpression' && value.object.type !== 'Super') return requiredBy(value.object)
  if (value.type !== 'CallExpression' || value.callee.type !== 'Identifier' || value.callee.name !== 'require') return undefined
  const [argument] = value.arguments
  return argument?.type === 'StringLiteral' ? argument.value : undefined
}

interface Exported {
  readonly value: Expression
  readonly isCommonJs: boolean
}

function findExport(body: readonly Statement[]): Exported | undefined {
  for (const statement of body) {
    if (statement.type === 'ExportDefaultDeclaration' && isExpression(statement.declaration)) {
      return { value: statement.declaration, isCommonJs: false }
    }
    if (statement.type === 'TSExportAssignment') return { value: statement.expression, isCommonJs: true }
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
    const { left, right } = statement.expression
    if (isModuleExports(left)) return { value: right, isCommonJs: true }
  }
  return undefined
}

function isExpression(node: Node): node is Expression {
  return node.type !== 'FunctionDeclaration' && node.type !== 'ClassDeclaration' && node.type !== 'TSDeclareFunction'
}

function isModuleExports(node: Node): boolean {
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'module' &&
    node.property.type === 'Identifier' && node.property.name === 'exports'
}

/** Through types, brackets, and the constant that a name stands for. */
function resolveValue(value: Expression, body: readonly Statement[]): Expression {
  const wrapped = value.type === 'TSAsExpression' || value.type === 'TSSatisfiesExpression' || value.type === 'ParenthesizedExpression'
  if (wrapped) return resolveValue(value.expression, body)
  if (value.type !== 'Identifier') return value
  const declarations = body.flatMap((statement) => (statement.type === 'VariableDeclaration' ? statement.declarations : []))
  const found = declarations.find(({ id }) => id.type === 'Identifier' && id.name === value.name)?.init
  return found === null || found === undefined || found.type === 'Identifier' ? value : resolveValue(found, body)
}

// What takes configurations as arguments, and gives one array of them.
const takesConfigs = /^(?:defineConfig|(?:tseslint|ts|typescriptEslint|tsEslint)\.config|config|antfu|withNuxt)$/u

function addEntry(edited: MagicString, text: string, value: Expression): boolean {
  const [indentAt, end] = [startOf(value), endOf(value)]
  if (value.type === 'ArrayExpression') return addToList(edited, text, { list: value.elements, end, indentAt })
  if (value.type === 'ObjectExpression') return wrapObject(edited, value)
  if (value.type !== 'CallExpression' || !takesConfigs.test(text.slice(startOf(value.callee), endOf(value.callee)))) return false
  return addToCall(edited, text, value)
}

function addToCall(edited: MagicString, text: string, call: CallExpression): boolean {
  const [only, second] = call.arguments
  if (only?.type === 'ArrayExpression' && second === undefined) return addEntry(edited, text, only)
  return addToList(edited, text, { list: call.arguments, end: endOf(call), indentAt: startOf(call) })
}

function wrapObject(edited: MagicString, object: Expression): boolean {
  edited.appendLeft(startOf(object), '[').appendRight(endOf(object), `, ${entry}]`)
  return true
}

interface List {
  readonly list: readonly (Node | null)[]
  /** Behind the bracket that closes it. */
  readonly end: number
  readonly indentAt: number
}

/** On a line of its own where the others are. */
function addToList(edited: MagicString, text: string, { list, end, indentAt }: List): boolean {
  const last = list.at(-1)
  if (last === undefined || last === null) {
    edited.appendLeft(end - 1, entry)
    return true
  }
  const behind = text.slice(endOf(last), end - 1)
  const comma = commaIn(behind)
  const isOnLines = behind.includes('\n')
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = isOnLines ? `${lineBreak}${indentOf(text, startOf(last), indentAt)}` : ' '
  if (comma === undefined) edited.appendLeft(endOf(last), ',')
  // Behind the comment that belongs to the last one, before the bracket.
  const place = isOnLines ? endOf(last) + behind.trimEnd().length : comma === undefined ? endOf(last) : endOf(last) + comma + 1
  edited.appendRight(place, `${indent}${entry}${isOnLines ? ',' : ''}`)
  return true
}

/** Where the comma stands, past comments. */
function commaIn(behind: string): number | undefined {
  const blank = behind.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/gu, (comment) => ' '.repeat(comment.length))
  const found = blank.indexOf(',')
  return found === -1 ? undefined : found
}

function indentOf(text: string, index: number, outer: number): string {
  const line = text.slice(text.lastIndexOf('\n', index - 1) + 1)
  const own = /^[ \t]*/u.exec(line)?.[0] ?? ''
  const isFirstOnItsLine = text.slice(text.lastIndexOf('\n', index - 1) + 1, index).trim() === ''
  if (isFirstOnItsLine) return own
  return `${/^[ \t]*/u.exec(text.slice(text.lastIndexOf('\n', outer - 1) + 1))?.[0] ?? ''}  `
}

function addImport(edited: MagicString, body: readonly Statement[], { line, lineBreak }: { line: string, lineBreak: string }): void {
  const imports = body.filter((statement) => statement.type === 'ImportDeclaration' || isRequire(statement))
  const last = imports.at(-1)
  const semicolon = last !== undefined && edited.original[endOf(last) - 1] === ';' ? ';' : ''
  if (last !== undefined) { edited.appendRight(endOf(last), `${lineBreak}${line}${semicolon}`); return }
  const [first] = body
  const start = first === undefined ? 0 : startOf(first)
  edited.appendLeft(commentsBefore(first) ?? start, `${line}${lineBreak}${lineBreak}`)
}

// A comment about types belongs to what it stands before.
function commentsBefore(statement: Statement | undefined): number | undefined {
  const last = statement?.leadingComments?.at(-1)
  return last?.value.includes('@type') === true ? last.start ?? undefined : undefined
}

function isRequire(statement: Statement): boolean {
  if (statement.type !== 'VariableDeclaration') return false
  return statement.declarations.some(({ init }) => init !== null && init !== undefined && requiredBy(init) !== undefined)
}

function startOf({ start }: Node): number {
  return start ?? 0
}

function endOf({ end }: Node): number {
  return end ?? 0
}
