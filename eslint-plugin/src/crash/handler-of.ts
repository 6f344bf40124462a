import type { FunctionNode } from '../ast/function.ts'
import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { functionOf } from '../resolve/local-function.ts'
import type { SourceFile } from '../source-file.ts'

// The function that runs: written here, named, bound, or made by a function of this file.
export function handlerOf(file: SourceFile, node: Node): FunctionNode | undefined {
  const found = functionOf(file, node)
  if (found) return found
  const expression = unwrap(node)
  if (expression.type !== 'CallExpression') return undefined
  const maker = functionOf(file, expression.callee)
  if (!maker) return undefined
  const made = maker.body.type === 'BlockStatement' ? returnedBy(maker.body) : maker.body
  if (!made) return undefined
  const inner = unwrap(made)
  // `Object.assign((error) => …, { … })`
  const [first] = inner.type === 'CallExpression' ? inner.arguments : []
  return functionOf(file, inner) ?? (first && isFunction(first) ? first : undefined)
}

function returnedBy(body: Extract<FunctionNode['body'], { type: 'BlockStatement' }>): Node | undefined {
  const last = body.body.at(-1)
  return last?.type === 'ReturnStatement' ? last.argument ?? undefined : undefined
}
