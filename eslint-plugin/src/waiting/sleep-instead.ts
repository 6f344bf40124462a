import type { Rule } from 'eslint'

import { enclosingFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'
import type { Loop } from './busy-wait.ts'

// `while (Date.now() < end) {}` in an async function becomes an awaited timer of what is left.
export function sleepInstead(file: SourceFile, loop: Loop): Rule.ReportFixer | undefined {
  if (loop.type !== 'WhileStatement' || enclosingFunction(loop)?.async !== true || !isEmptied(loop)) return undefined
  const test = unwrap(loop.test)
  if (test.type !== 'BinaryExpression' || !/^<=?$/.test(test.operator)) return undefined
  const { source } = file
  const [now, end] = [source.getText(test.left), asTerm(file, test.right)]
  const left = /^(?:Date|performance)\.now\(\)$/.test(now) ? `${end} - ${now}` : /^(?:Date|performance)\.now\(\) - [\w.]+$/.test(now)
    ? `${end} - (${now})` : undefined
  if (left === undefined) return undefined
  const semicolon = source.text.includes(';\n') ? ';' : ''
  return (fixer) => fixer.replaceText(loop, `await new Promise((resolve) => { setTimeout(resolve, ${left}) })${semicolon}`)
}

function isEmptied({ body }: Loop): boolean {
  return body.type === 'EmptyStatement' || (body.type === 'BlockStatement' && body.body.length === 0)
}

const terms = new Set(['Identifier', 'MemberExpression', 'CallExpression', 'Literal', 'ThisExpression'])

function asTerm(file: SourceFile, end: Node): string {
  const text = file.source.getText(end)
  const isTerm = terms.has(end.type) || (end.type === 'BinaryExpression' && /^[-+*/%]$/.test(end.operator))
  return isTerm ? text : `(${text})`
}
