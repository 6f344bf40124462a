import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { traverse } from '../ast/traverse.ts'
import { isPrinting, onlyPrints } from '../process/printing.ts'
import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

const harmless = /^(?:set(?:Timeout|Interval|Immediate)|clear(?:Timeout|Interval|Immediate)|queueMicrotask|Date|String|Number|Boolean|Error|[A-Z]\w*Error)\b/

// Whether running a statement may throw: whatever is called or waited for may, but for what prints, timers, and the process's own
// functions.
export function mayThrow(file: SourceFile, statement: Node): boolean {
  let throws = false
  traverse(statement, file.source.visitorKeys, (node) => {
    if (isFunction(node)) return 'skip'
    throws ||= isRisk(file, node)
    return throws ? 'skip' : 'descend'
  })
  return throws
}

function isRisk(file: SourceFile, node: Node): boolean {
  if (node.type === 'ThrowStatement') return true
  if (node.type === 'AwaitExpression') return unwrap(node.argument).type !== 'CallExpression'
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false
  const api = resolveApi(file, node.callee)
  if (api?.module === 'process' || (api?.module === 'globalThis' && harmless.test(api.path))) return false
  return node.type === 'NewExpression' || !(isPrinting(file, node) || onlyPrints(file, node.callee))
}
