import { enclosingFunction, functionName, type FunctionNode } from '../ast/function.ts'
import { ancestorsOf, type Node } from '../ast/node.ts'
import { isFunction } from '../ast/function.ts'
import { usesOf } from '../resolve/uses.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isCalledAnyTime } from './any-time.ts'
import { findLeftAlone, whyRunning } from './evidence.ts'
import { handOver } from './hand-over.ts'
import { findStartUpOnly } from './start-up.ts'

// When the code of a function runs. `open`: whoever imports it decides. `left alone`: blocking is the purpose there.
export type Phase =
  | { readonly kind: 'start-up' }
  | { readonly kind: 'running', readonly because: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'left alone' }

export function phaseAt(file: SourceFile, node: Node): Phase {
  const fn = enclosingFunction(node)
  return (fn && phasesOf(file).get(fn)) ?? { kind: 'start-up' }
}

function phasesOf(file: SourceFile): ReadonlyMap<FunctionNode, Phase> {
  const find = () => findPhases(file)
  const meanwhile: ReadonlyMap<FunctionNode, Phase> = new Map()
  return answerOnce(file, 'phases', file.source.ast, { meanwhile, find })
}

function findPhases(file: SourceFile): ReadonlyMap<FunctionNode, Phase> {
  const phases = new Map<FunctionNode, Phase>()
  for (const fn of findLeftAlone(file)) phases.set(fn, { kind: 'left alone' })
  for (const fn of file.index.functions) if (enclosesLeftAlone(phases, fn)) phases.set(fn, { kind: 'left alone' })
  const startUpOnly = findStartUpOnly(file)
  const reached = readReached(file)
  const running = new Map<FunctionNode, Phase>()
  for (const fn of file.index.functions) {
    const because = phases.has(fn) ? undefined : whyRunning(file, fn, startUpOnly)
    if (because !== undefined) running.set(fn, { kind: 'running', because })
  }
  spread(phases, reached, running)
  spread(phases, reached, anyTime(file, phases, startUpOnly))
  // What nobody in this file calls is called by somebody else, if at all.
  const isOpen = (fn: FunctionNode) => {
    const uses = usesOf(file, fn)
    return uses.length === 0 || uses.some(({ kind }) => kind === 'exported' || kind === 'other')
  }
  spread(phases, reached, new Map(file.index.functions.filter(isOpen).map((fn) => [fn, { kind: 'open' }])))
  return phases
}

function anyTime(
  file: SourceFile, known: ReadonlyMap<FunctionNode, Phase>, startUpOnly: ReadonlySet<FunctionNode>,
): ReadonlyMap<FunctionNode, Phase> {
  const found = file.index.functions.filter((fn) => !known.has(fn) && !startUpOnly.has(fn) && isCalledAnyTime(file, fn))
  const because = (name: string | undefined): string => `in \`${name ?? 'a method'}\`, which is called at any time`
  return new Map(found.map((fn) => [fn, { kind: 'running', because: because(functionName(fn)) }]))
}

function enclosesLeftAlone(phases: ReadonlyMap<FunctionNode, Phase>, fn: FunctionNode): boolean {
  for (const ancestor of ancestorsOf(fn)) {
    if (isFunction(ancestor) && phases.get(ancestor)?.kind === 'left alone') return true
  }
  return false
}

// What runs when a function runs, or later: what it calls, and the functions that are written inside it.
function readReached(file: SourceFile): ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>> {
  const reached = new Map(file.index.functions.map((fn) => [fn, new Set<FunctionNode>()]))
  const add = (from: FunctionNode | undefined, to: FunctionNode) => { if (from) reached.get(from)?.add(to) }
  for (const fn of file.index.functions) {
    add(enclosingFunction(fn), fn)
    for (const use of usesOf(file, fn)) {
      if (use.kind === 'call') add(enclosingFunction(use.call), fn)
      else if (use.kind === 'argument' && handOver(file, use) === 'at once') add(enclosingFunction(use.call), fn)
    }
  }
  return reached
}

// What is known of a function by itself goes before what its callers say of it.
function spread(
  phases: Map<FunctionNode, Phase>, reached: ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>>,
  starts: ReadonlyMap<FunctionNode, Phase>,
): void {
  const waiting: (readonly [FunctionNode, Phase])[] = []
  const enter = (fn: FunctionNode, phase: Phase) => {
    if (phases.has(fn)) return
    phases.set(fn, phase)
    waiting.push([fn, passOn(phase, fn)])
  }
  for (const [fn, phase] of starts) enter(fn, phase)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const fn of reached.get(next[0]) ?? []) enter(fn, next[1])
  }
}

function passOn(phase: Phase, fn: FunctionNode): Phase {
  const name = functionName(fn)
  if (phase.kind !== 'running' || name === undefined) return phase
  return { kind: 'running', because: `in code that \`${name}\` runs` }
}
