import type { Rule, Scope } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction, type FunctionNode } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'
import { lacksOnlyAnExit, type Question } from './ends-process.ts'

// `process.exit(1)` as the last statement of a handler that is written in place, where that is all it lacks.
export function addExit(question: Question, handler: Node): Rule.ReportFixer | undefined {
  const { file } = question
  const fn = unwrap(handler)
  if (!isFunction(fn) || fn.generator === true || !lacksOnlyAnExit(question, fn) || hasOtherProcess(file, fn)) return undefined
  if (fn.body.type !== 'BlockStatement') return makeBlock(file, fn)
  const { source } = file
  const last = fn.body.body.at(-1)
  if (!last) return (fixer) => fixer.replaceText(fn.body, '{ process.exit(1) }')
  const semicolon = source.getText(last).endsWith(';') ? ';' : ''
  const isOnOneLine = last.loc?.start.line === fn.body.loc?.start.line
  const gap = isOnOneLine ? `${semicolon || ';'} ` : `\n${' '.repeat(last.loc?.start.column ?? 0)}`
  const before = isOnOneLine && semicolon ? ' ' : gap
  return (fixer) => fixer.insertTextAfter(last, `${before}process.exit(1)${semicolon}`)
}

// From the arrow on, with the parentheses that are around `({ … })` and `(a, b)`.
function makeBlock({ source }: SourceFile, fn: FunctionNode): Rule.ReportFixer | undefined {
  const arrow = source.getTokenBefore(fn.body, ({ value }) => value === '=>')
  if (!arrow || !fn.range) return undefined
  const [from, to] = [arrow.range[1], fn.range[1]]
  const text = source.text.slice(from, to).trim()
  // What begins a declaration as a statement.
  const statement = /^(?:(?:async\s+)?function|class|let)\b/.test(text) ? `(${text})` : text
  return (fixer) => fixer.replaceTextRange([from, to], ` { ${statement}; process.exit(1) }`)
}

// `(process) => …`
function hasOtherProcess({ source }: SourceFile, fn: ESTree.Node): boolean {
  let scope: Scope.Scope | null = source.getScope(fn)
  for (; scope; scope = scope.upper) {
    const definition = scope.set.get('process')?.defs[0]
    if (definition) return definition.type === 'Parameter'
  }
  return false
}
