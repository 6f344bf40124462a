import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import type { SourceFile } from '../source-file.ts'
import { keyName } from './property-name.ts'

// An object with one property more, directly after its last: a comment at the end of a line would swallow what stands behind it.
export function withProperty(file: SourceFile, object: ESTree.ObjectExpression, property: string): string {
  const text = file.source.getText(object)
  const last = object.properties.at(-1)
  if (!last?.range || !object.range) return `{ ${property}${text.slice(1, -1).trim() === '' ? ' }' : text.slice(1)}`
  const place = last.range[1] - object.range[0]
  return `${text.slice(0, place)}, ${property}${text.slice(place)}`
}

export function hasKey(object: ESTree.ObjectExpression, name: string): boolean {
  return object.properties.some((each) => each.type === 'Property' && keyName(each) === name)
}

// Behind the last token of the arguments, which may be a parenthesis or a comma of theirs.
export function addArgument(file: SourceFile, call: ESTree.CallExpression, argument: string): Rule.ReportFixer | undefined {
  const closing = file.source.getLastToken(call)
  const before = closing && file.source.getTokenBefore(closing)
  if (closing?.value !== ')' || !before) return undefined
  return (fixer) => fixer.insertTextAfter(before, before.value === ',' ? ` ${argument}` : `, ${argument}`)
}
