import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'

const table = '(?:"[^"]*"|`[^`]*`|\\[[^\\]]*\\]|[^\\s"`[(]\\S*)'
const statement = [
  'INSERT\\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OVERWRITE|OR\\s+[a-z]+)\\s+)*INTO', 'INSERT\\s+IGNORE',
  `UPDATE\\s+(?:(?:ONLY|LOW_PRIORITY|IGNORE|OR\\s+[a-z]+)\\s+)*${table}(?:\\s+(?:AS\\s+)?\\w+)?\\s+SET`,
  'DELETE\\s+(?:(?:LOW_PRIORITY|QUICK|IGNORE)\\s+)*FROM', 'REPLACE\\s+INTO', 'MERGE\\s+INTO', 'TRUNCATE\\s+(?:TABLE\\s+)?\\w+',
].join('|')
const changes = new RegExp(`^(?:${statement})\\b`, 'i')
const changesAfterWith = new RegExp(`^WITH\\b[^]*\\)\\s*(?:${statement})\\b`, 'i')
const beginnings = /^(?:BEGIN|START\s+TRANSACTION|SAVEPOINT)\b/i

// A statement that changes data, given as a string, a template, or as `{ text: … }`.
export function changesData(file: SourceFile, sql: Node | undefined): boolean {
  return textsOf(file, sql).some((text) => changes.test(text) || changesAfterWith.test(text))
}

export function beginsTransaction(file: SourceFile, sql: Node | undefined): boolean {
  return textsOf(file, sql).some((text) => beginnings.test(text))
}

function textsOf(file: SourceFile, sql: Node | undefined): readonly string[] {
  return sql && sql.type !== 'SpreadElement' ? rawTexts(file, sql).map(withoutComments) : []
}

// The beginning of a template says what it does, whatever is filled in.
function rawTexts(file: SourceFile, sql: Node): readonly string[] {
  const inner = unwrap(sql)
  if (inner.type === 'TemplateLiteral') return [textOfTemplate(inner)]
  if (inner.type === 'TaggedTemplateExpression') return [textOfTemplate(inner.quasi)]
  if (inner.type === 'BinaryExpression') return rawTexts(file, inner.left)
  const strings = stringsOf(file, inner)
  return strings.length > 0 ? strings : inValue(file, valueOf(file, inner))
}

function inValue(file: SourceFile, value: Node): readonly string[] {
  if (value.type === 'TemplateLiteral') return [textOfTemplate(value)]
  if (value.type === 'TaggedTemplateExpression') return [textOfTemplate(value.quasi)]
  if (value.type !== 'ObjectExpression') return []
  const text = value.properties.find((each) => each.type === 'Property' && /^(?:text|sql|query)$/.test(keyName(each) ?? ''))
  return text?.type === 'Property' && text.value.type !== 'ObjectExpression' ? rawTexts(file, text.value) : []
}

function textOfTemplate({ quasis }: ESTree.TemplateLiteral): string {
  return quasis.map(({ value }) => value.cooked ?? '').join('x')
}

function withoutComments(text: string): string {
  let rest = text.trimStart()
  for (let comment = leading(rest); comment > 0; comment = leading(rest)) rest = rest.slice(comment).trimStart()
  return rest
}

function leading(text: string): number {
  if (text.startsWith('--')) return text.includes('\n') ? text.indexOf('\n') : text.length
  const end = text.startsWith('/*') ? text.indexOf('*/') : -1
  return end < 0 ? 0 : end + 2
}
