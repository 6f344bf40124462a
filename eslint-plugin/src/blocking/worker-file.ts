import { basename } from 'node:path'

import { leavesFunction } from '../ast/leaves-function.ts'
import { ancestorsOf, unwrap, type Node } from '../ast/node.ts'
import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'
import { importedModules } from './cli-file.ts'

// Code of a worker thread may block: that is what the thread is for. A file that is both is judged.
export function isWorkerFile(file: SourceFile, path: string): boolean {
  const imported = importedModules(file)
  // Pino starts each of its transports in a thread.
  if (imported.includes('pino-abstract-transport')) return true
  if (!imported.includes('worker_threads') && !imported.includes('node:worker_threads')) return false
  if (!/\b(?:parentPort|workerData)\b/.test(file.source.text)) return false
  return /(?:^|[-._])worker\.\w+$/i.test(basename(path)) || !/\b(?:isMainThread|new Worker)\b/.test(file.source.text)
}

// The side of a question for the main thread that the others take: `if (isMainThread) { … } else { here }`, `isMainThread || here()`.
export function isInWorkerBranch(file: SourceFile, node: Node): boolean {
  let inner = node
  for (const outer of ancestorsOf(node)) {
    if (outer.type === 'IfStatement' || outer.type === 'ConditionalExpression') {
      const side = threadOf(file, outer.test)
      if (inner !== outer.test && side === (inner === outer.consequent ? 'worker' : 'main')) return true
    } else if (outer.type === 'LogicalExpression' && inner === outer.right) {
      if (threadOf(file, outer.left) === (outer.operator === '&&' ? 'worker' : 'main')) return true
    } else if (outer.type === 'BlockStatement' || outer.type === 'Program') {
      if (followsMain(file, outer.body.slice(0, outer.body.indexOf(inner as never)))) return true
    }
    inner = outer
  }
  return false
}

// `if (isMainThread) { …; return }` and then what only workers reach.
function followsMain(file: SourceFile, before: readonly Node[]): boolean {
  return before.some((statement) => (
    statement.type === 'IfStatement' && threadOf(file, statement.test) === 'main' && leavesFunction(statement.consequent)
  ))
}

// Which thread answers a question with yes.
function threadOf(file: SourceFile, test: Node): 'main' | 'worker' | undefined {
  const inner = unwrap(test)
  if (inner.type === 'UnaryExpression' && inner.operator === '!') {
    const side = threadOf(file, inner.argument)
    return side === 'main' ? 'worker' : side && 'main'
  }
  const api = resolveApi(file, inner)
  if (api?.module !== 'worker_threads') return undefined
  return api.path === 'isMainThread' ? 'main' : api.path === 'parentPort' ? 'worker' : undefined
}
