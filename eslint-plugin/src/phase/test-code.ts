import { isFunction } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { functionOf } from '../resolve/local-function.ts'
import type { Call } from '../resolve/uses.ts'
import type { SourceFile } from '../source-file.ts'
import { testFunctions } from './methods.ts'

// Whether code stands in a test: what it writes is its own fixture, and nobody is served while it blocks.
export function isInTest(file: SourceFile, node: Node): boolean {
  for (const ancestor of ancestorsOf(node)) {
    if (!isFunction(ancestor)) continue
    const call = parentOf(wrapped(ancestor))
    if (call?.type === 'CallExpression' && call.callee !== ancestor && isTestCall(file, call)) return true
  }
  return false
}

// `describe('…', () => …)`, `it.each(…)('…', () => …)`, `test.only('…', () => …)`.
export function isTestCall(file: SourceFile, call: Call): boolean {
  let callee = unwrap(call.callee)
  while (callee.type === 'MemberExpression' || callee.type === 'CallExpression') {
    callee = unwrap(callee.type === 'MemberExpression' ? callee.object : callee.callee)
  }
  if (callee.type !== 'Identifier' || !testFunctions.has(callee.name)) return false
  return functionOf(file, callee) === undefined
}
