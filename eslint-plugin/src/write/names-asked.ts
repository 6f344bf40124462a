import { isFunction } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { keyOfPath } from './renamed-later.ts'

// The files that some code asks after, by functions of these names. Code that runs later is not part of it.
export function namesAskedIn(file: SourceFile, code: Node, askers: RegExp): ReadonlySet<unknown> {
  const find = () => {
    const names = new Set<unknown>()
    traverse(code, file.source.visitorKeys, (node) => {
      const [first] = node.type === 'CallExpression' && askers.test(calleeName(node) ?? '') ? node.arguments : []
      if (first) names.add(keyOfPath(file, first))
      return isFunction(node) ? 'skip' : 'descend'
    })
    return names
  }
  return answerOnce<ReadonlySet<unknown>>(file, `asked ${askers.source}`, code, { meanwhile: new Set(), find })
}
