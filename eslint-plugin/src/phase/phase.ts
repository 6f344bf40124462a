import { enclosingFunction, functionName, type FunctionNode } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { usesOf } from '../resolve/uses.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import { isCalledAnyTime } from './any-time.ts'
import { isDoneOnce } from './done-once.ts'
import { findLeftAlone, whyAsync, whyFromLoop } from './evidence.ts'
import { callersOf, leadingTo } from './leading-to.ts'
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
  return (fn && phaseOf(file, fn)) ?? { kind: 'start-up' }
}

interface Known {
  // Of those that run at start-up only there is nothing to say.
  readonly phases: Map<FunctionNode, Phase | undefined>
  // How many functions were looked at, some of them more than once.
  looked: number
}

function knownOf(file: SourceFile): Known {
  return remembered(file, 'phases', file.source.ast, () => ({ phases: new Map(), looked: 0 }))
}

function phaseOf(file: SourceFile, fn: FunctionNode): Phase | undefined {
  learnPhases(file, [fn])
  return knownOf(file).phases.get(fn)
}

// Code that is going to be asked about is best named at once: much of what leads to it is the same.
export function expectPhases(file: SourceFile, nodes: readonly Node[]): void {
  learnPhases(file, nodes.flatMap((node) => enclosingFunction(node) ?? []))
}

// What decides about a function are those that lead to it: few, even in a large file.
function learnPhases(file: SourceFile, asked: readonly FunctionNode[]): void {
  const known = knownOf(file)
  const unknown = asked.filter((fn) => !known.phases.has(fn))
  if (unknown.length === 0) return
  const leading = leadingTo(file, unknown)
  known.looked += leading.length
  // Never more than twice the work of looking at all once.
  const functions = known.looked > file.index.functions.length ? file.index.functions : leading
  const found = findPhases(file, functions)
  for (const fn of functions) known.phases.set(fn, found.get(fn))
}

// The phases of functions that nothing but these leads to.
function findPhases(file: SourceFile, functions: readonly FunctionNode[]): ReadonlyMap<FunctionNode, Phase> {
  const phases = new Map<FunctionNode, Phase>()
  for (const fn of findLeftAlone(file, functions)) phases.set(fn, { kind: 'left alone' })
  for (const fn of functions) if (enclosesLeftAlone(phases, fn)) phases.set(fn, { kind: 'left alone' })
  const startUpOnly = findStartUpOnly(file, functions)
  const reached = readReached(file, functions)
  const find = (because: (fn: FunctionNode) => string | undefined) => functions.flatMap((fn) => {
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
    return uses.length === 0 || uses.some(({ kind }) => kind === 'exported' || kind === 'other' || kind === 'property of argument')
  }
  spread(phases, reached, new Map(functions.filter(isOpen).map((fn) => [fn, { kind: 'open' }])))
  return phases
}

// The functions through which code may run that whoever imports them decides about.
export function openRoots(file: SourceFile, node: Node): readonly FunctionNode[] {
  const isGivenAway = (fn: FunctionNode) => usesOf(file, fn).some(({ kind }) => kind === 'other')
  const inner = enclosingFunction(node)
  const waiting = inner ? [inner] : []
  const seen = new Set(waiting)
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const from of callersOf(file, next)) {
      // A function that is given back does not run when its maker does.
      if (seen.has(from) || (isGivenAway(next) && enclosingFunction(next) === from)) continue
      seen.add(from)
      waiting.push(from)
    }
  }
  return [...seen].filter((fn) => usesOf(file, fn).some(({ kind }) => kind === 'exported'))
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
function readReached(file: SourceFile, functions: readonly FunctionNode[]): Reached {
  const reached = new Map(functions.map((fn) => [fn, new Set<FunctionNode>()]))
  for (const fn of functions) for (const from of callersOf(file, fn)) reached.get(from)?.add(fn)
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
