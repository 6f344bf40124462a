import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

// `process.kill(process.pid)`, also of its whole group, and bound to be called later. Other processes are other lives.
export function killsItself(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = resolveApi(file, call.callee)
  if (api?.module !== 'process' || !/^kill(?:\.(?:bind|call))?$/.test(api.path)) return false
  const at = api.path === 'kill' ? 0 : 1
  const [pid, signal] = [argumentAt(call, at), argumentAt(call, at + 1)]
  return pid !== undefined && isOwnPid(file, pid) && !isProbe(signal)
}

function isOwnPid(file: SourceFile, node: Node): boolean {
  const inner = unwrap(node)
  if (inner.type === 'UnaryExpression' && inner.operator === '-') return isOwnPid(file, inner.argument)
  if (inner.type === 'Literal') return inner.value === 0
  const api = resolveApi(file, inner)
  return api?.module === 'process' && api.path === 'pid'
}

// Signal 0 only asks whether the process is there.
function isProbe(signal: Node | undefined): boolean {
  return signal?.type === 'Literal' && signal.value === 0
}
