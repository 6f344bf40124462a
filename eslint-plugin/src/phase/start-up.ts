import { enclosingFunction, functionName, type FunctionNode } from '../ast/function.ts'
import { parentOf, wrapped } from '../ast/node.ts'
import { usesOf, type Use } from '../resolve/uses.ts'
import type { SourceFile } from '../source-file.ts'
import { isDoneOnce } from './done-once.ts'
import { isPartOfCaller } from './hand-over.ts'
import { isStartUpName } from './start-up-names.ts'

// Functions that run only while the module is loading or the program starts: all their uses are calls from the top level,
// from functions that say to start, or from functions of the same kind. Everything that might be is taken first; what turns
// out not to be is taken out until nothing changes, so functions that call each other in a circle come out right.
export function findStartUpOnly(file: SourceFile, functions: readonly FunctionNode[]): ReadonlySet<FunctionNode> {
  const callers = new Map(functions.flatMap((fn) => {
    const found = callersAtLoad(file, usesOf(file, fn))
    return found ? [[fn, found] as const] : []
  }))
  const only = new Set(callers.keys())
  for (let before = -1; before !== only.size;) {
    before = only.size
    for (const fn of only) if (callers.get(fn)?.some((caller) => caller && !only.has(caller) && !isStart(caller))) only.delete(fn)
  }
  return only
}

// A function that says to start the program, or a constructor.
export function isStart(fn: FunctionNode): boolean {
  const holder = parentOf(wrapped(fn))
  return isStartUpName(functionName(fn)) || (holder?.type === 'MethodDefinition' && holder.kind === 'constructor')
}

type Callers = readonly (FunctionNode | undefined)[]

function callersAtLoad(file: SourceFile, uses: readonly Use[]): Callers | undefined {
  if (uses.length === 0) return undefined
  const callers: (FunctionNode | undefined)[] = []
  for (const use of uses) {
    if (use.kind !== 'call' && use.kind !== 'argument') return undefined
    if (use.kind === 'argument' && !isPartOfCaller(file, use)) return undefined
    callers.push(isDoneOnce(file, use.call) ? undefined : enclosingFunction(use.call))
  }
  return callers
}
