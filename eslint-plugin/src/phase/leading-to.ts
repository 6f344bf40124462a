import { enclosingFunction, type FunctionNode } from '../ast/function.ts'
import { byPlace } from '../ast/node.ts'
import { usesOf } from '../resolve/uses.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import { isDoneOnce } from './done-once.ts'
import { isPartOfCaller } from './hand-over.ts'

// When these run, that function runs, or later: those that call it, and the one that it is written in. In the order of the file.
export function callersOf(file: SourceFile, fn: FunctionNode): readonly FunctionNode[] {
  return remembered(file, 'callers', fn, () => {
    const callers = usesOf(file, fn).flatMap((use) => {
      if (use.kind !== 'call' && !(use.kind === 'argument' && isPartOfCaller(file, use))) return []
      return isDoneOnce(file, use.call) ? [] : enclosingFunction(use.call) ?? []
    })
    const around = isDoneOnce(file, fn) ? undefined : enclosingFunction(fn)
    return [...new Set(around ? [around, ...callers] : callers)].sort(byPlace)
  })
}

// These functions and all that may lead to them, in the order of the file: to whatever uses them, and to what is around that.
export function leadingTo(file: SourceFile, functions: readonly FunctionNode[]): readonly FunctionNode[] {
  const found = new Set(functions)
  const waiting = [...found]
  const enter = (fn: FunctionNode | undefined) => {
    if (!fn || found.has(fn)) return
    found.add(fn)
    waiting.push(fn)
  }
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    enter(enclosingFunction(next))
    for (const use of usesOf(file, next)) if (use.kind === 'call' || use.kind === 'argument') enter(enclosingFunction(use.call))
  }
  return [...found].sort(byPlace)
}
