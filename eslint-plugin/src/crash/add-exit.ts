import type { Rule } from 'eslint'

import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'

// `process.exit(1)` as the last statement of a handler that is written in place.
export function addExit(file: SourceFile, handler: Node): Rule.ReportFixer | undefined {
  const fn = unwrap(handler)
  if (!isFunction(fn) || fn.generator === true) return undefined
  const { source } = file
  if (fn.body.type !== 'BlockStatement') {
    const text = source.getText(fn.body)
    return (fixer) => fixer.replaceText(fn.body, `{ ${text}; process.exit(1) }`)
  }
  const last = fn.body.body.at(-1)
  if (last?.type === 'ReturnStatement') return undefined
  if (!last) return (fixer) => fixer.replaceText(fn.body, '{ process.exit(1) }')
  const semicolon = source.getText(last).endsWith(';') ? ';' : ''
  const isOnOneLine = last.loc?.start.line === fn.body.loc?.start.line
  const gap = isOnOneLine ? `${semicolon || ';'} ` : `\n${' '.repeat(last.loc?.start.column ?? 0)}`
  const before = isOnOneLine && semicolon ? ' ' : gap
  return (fixer) => fixer.insertTextAfter(last, `${before}process.exit(1)${semicolon}`)
}
