import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { addArgument, withProperty } from '../ast/added-option.ts'
import { unwrap } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'
import type { WaitingCall } from './waiting-calls.ts'

// `signal: AbortSignal.timeout(…)` in the options of a call, or as its options where it has none.
export function addSignal(
  file: SourceFile, call: ESTree.CallExpression, { options }: WaitingCall, ms: number,
): Rule.ReportFixer | undefined {
  const signal = `signal: AbortSignal.timeout(${String(ms)})`
  const found = options.map((index) => call.arguments[index]).find((each) => each?.type === 'ObjectExpression')
  if (found?.type === 'ObjectExpression') return (fixer) => fixer.replaceText(found, withProperty(file, found, signal))
  const last = call.arguments.at(-1)
  // Only where the options are what comes next: `fetch(url)`, `axios.post(url, body)`.
  if (!last || !options.includes(call.arguments.length) || unwrap(last).type === 'SpreadElement') return undefined
  return addArgument(file, call, `{ ${signal} }`)
}
