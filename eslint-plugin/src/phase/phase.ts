import { enclosingFunction, functionName, type FunctionNode } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { usesOf } from '../resolve/uses.ts'
import { answerOnce, remembered, type SourceFile } from '../source-file.ts'
import { isCalledAnyTime } from './any-time.ts'
import { isDoneOnce } from './done-once.ts'
import { findLeftAlone, whyAsync, whyFromLoop } from './evidence.ts'
import { isPartOfCaller } from './hand-over.ts'
import { isStartUpName } from './start-up-names.ts'
import { findStartUpOnly } from './start-up.ts'

// When the code of a function runs. `open`: whoever imports it decides. `left alone`: blocking is the purpose there.
export type Phase =
  | { readonly kind: 'start-up' }
  // `likely` is the function that made it so without proof: an async one, or a method that anybody may call.
  | { readonly kind: 'running', readonly because: string, readonly likely?: FunctionNode }
  | { readonly kind: 'open' }
  | { readonly kind: 'left alone' }

export function phaseAt(file: SourceFile, node: Node): Phase {
  const fn = enclosingFunction(node)
  if (fn && isDoneOnce(file, node)) return { kind: 'start-up' }
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
  const reached = reachedOf(file)
  const find = (because: (fn: FunctionNode) => string | undefined) => file.index.functions.flatMap((fn) => {
    const why = phases.has(fn) ? undefined : because(fn)
    return why === undefined ? [] : [[fn, { kind: 'running', because: why }] as const]
  })
  const findLikely = (because: (fn: FunctionNode) => string | undefined) => (
    new Map(find(because).map(([fn, phase]) => [fn, { ...phase, likely: fn }]))
  )
  spread(phases, reached, new Map(find((fn) => whyFromLoop(file, fn))))
  const mayWork = (fn: FunctionNode) => !startUpOnly.has(fn)
  // An async function may be what starts the program, so a name that speaks of start-up goes before being called by one.
  spread(phases, withoutStartUp(reached), findLikely((fn) => mayWork(fn) ? whyAsync(file, fn) : undefined))
  spread(phases, reached, findLikely((fn) => mayWork(fn) && isCalledAnyTime(file, fn) ? becauseAnyTime(functionName(fn)) : undefined))
  // What nobody in this file calls is called by somebody else, if at all.
  const isOpen = (fn: FunctionNode) => {
    const uses = usesOf(file, fn)
    return uses.length === 0 || uses.some(({ kind }) => kind === 'exported' || kind === 'other')
  }
  spread(phases, reached, new Map(file.index.functions.filter(isOpen).map((fn) => [fn, { kind: 'open' }])))
  return phases
}

// The functions through which code may run that whoever imports them decides about.
export function openRoots(file: SourceFile, node: Node): readonly FunctionNode[] {
  const reaching = reachingOf(file)
  const isGivenAway = (fn: FunctionNode) => usesOf(file, fn).some(({ kind }) => kind === 'other')
  const inner = enclosingFunction(node)
  const waiting = inner ? [inner] : []
  const seen = new Set(waiting)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const from of reaching.get(next) ?? []) {
      // A function that is given back does not run when its maker does.
      if (seen.has(from) || (isGivenAway(next) && enclosingFunction(next) === from)) continue
      seen.add(from)
      waiting.push(from)
    }
  }
  return [...seen].filter((fn) => usesOf(file, fn).some(({ kind }) => kind === 'exported'))
}

// From each function those from which it is reached, in the order of the file.
function reachingOf(file: SourceFile): ReadonlyMap<FunctionNode, readonly FunctionNode[]> {
  return remembered(file, 'reaching', file.source.ast, () => {
    const reaching = new Map<FunctionNode, FunctionNode[]>()
    for (const [from, to] of reachedOf(file)) for (const fn of to) {
      const found = reaching.get(fn)
      if (found) found.push(from)
      else reaching.set(fn, [from])
    }
    return reaching
  })
}

function reachedOf(file: SourceFile): Reached {
  return remembered(file, 'reached', file.source.ast, () => readReached(file))
}

function becauseAnyTime(name: string | undefined): string {
  return `in \`${name ?? 'a method'}\`, which is called at any time`
}

type Reached = ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>>

function withoutStartUp(reached: Reached): Reached {
  const keep = (fn: FunctionNode) => !isStartUpName(functionName(fn))
  return new Map([...reached].map(([from, to]) => [from, new Set([...to].filter((fn) => keep(fn)))]))
}

// Those around come first, so that the next one out says it for all of them.
function enclosesLeftAlone(phases: ReadonlyMap<FunctionNode, Phase>, fn: FunctionNode): boolean {
  const around = enclosingFunction(fn)
  return around !== undefined && phases.get(around)?.kind === 'left alone'
}

// What runs when a function runs, or later: what it calls, and the functions that are written inside it.
function readReached(file: SourceFile): Reached {
  const reached = new Map(file.index.functions.map((fn) => [fn, new Set<FunctionNode>()]))
  const add = (from: FunctionNode | undefined, to: FunctionNode) => { if (from) reached.get(from)?.add(to) }
  for (const fn of file.index.functions) {
    if (!isDoneOnce(file, fn)) add(enclosingFunction(fn), fn)
    for (const use of usesOf(file, fn)) {
      if ('call' in use && isDoneOnce(file, use.call)) continue
      if (use.kind === 'call') add(enclosingFunction(use.call), fn)
      else if (use.kind === 'argument' && isPartOfCaller(file, use)) add(enclosingFunction(use.call), fn)
    }
  }
  return reached
}

// What is known of a function by itself goes before what its callers say of it.
function spread(
  phases: Map<FunctionNode, Phase>, reached: Reached, starts: ReadonlyMap<FunctionNode, Phase>,
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
  return { ...phase, because: `in code that \`${name}\` runs` }
}
