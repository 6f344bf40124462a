import { isFunction } from '../ast/function.ts'
import { ancestorsOf, unwrap, type Node } from '../ast/node.ts'
import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

// Whether the process ends right after, in the same block or one around it: then nothing is kept waiting.
export function isDying(file: SourceFile, node: Node): boolean {
  let inner = node
  for (const outer of ancestorsOf(node)) {
    if (outer.type === 'BlockStatement' || outer.type === 'SwitchCase') {
      const statements: readonly Node[] = outer.type === 'BlockStatement' ? outer.body : outer.consequent
      if (statements.slice(statements.indexOf(inner)).some((statement) => isExit(file, statement))) return true
    }
    if (isFunction(outer)) return false
    inner = outer
  }
  return false
}

const exits = new Set(['exit', 'abort', 'reallyExit'])

function isExit(file: SourceFile, statement: Node): boolean {
  if (statement.type !== 'ExpressionStatement') return false
  const call = unwrap(statement.expression)
  const api = call.type === 'CallExpression' ? resolveApi(file, call.callee) : undefined
  return api?.module === 'process' && exits.has(api.path)
}
