import type * as ESTree from 'estree'

import { enclosingFunction, isFunction, type FunctionNode } from '../ast/function.ts'
import { ancestorsOf, unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { isExecutor, isRunInPlace } from '../ast/run-in-place.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import { firstFrom, isLimitedByName, limitsOf } from './limits-of-file.ts'
import { usesOfResult } from './result.ts'
import type { WaitingCall } from './waiting-calls.ts'

type Call = ESTree.CallExpression | ESTree.NewExpression

// What ends a wait without standing in its options: `withTimeout(fetch(url), 1000)`, `request.setTimeout(…)`,
// `axios.defaults.timeout = …`, a timer of the same function that aborts.
export function isLimitedAround(file: SourceFile, call: Call, waiting: WaitingCall): boolean {
  return isLimitedEverywhere(file, waiting) || isHandedToLimit(call) || isResultLimited(file, call, waiting) || isHomeLimited(file, call)
}

function isLimitedEverywhere(file: SourceFile, { everywhere }: WaitingCall): boolean {
  return everywhere !== undefined
    && remembered(file, `mentions ${everywhere.source}`, file.source.ast, () => everywhere.test(file.source.text))
}

// The call, its promise or the function around it goes to something that is called for a timeout.
function isHandedToLimit(call: Call): boolean {
  let inner: Node = call
  for (const outer of ancestorsOf(call)) {
    const isArgument = (outer.type === 'CallExpression' || outer.type === 'NewExpression') && outer.callee !== inner
    if (isArgument && isLimitedByName(calleeName(outer))) return true
    inner = outer
  }
  return false
}

// `socket.setTimeout(…)`, `api.defaults.timeout = …`, `api.get(url, { signal })`, `request(url).timeout(…)`.
function isResultLimited(file: SourceFile, call: Call, { limits }: WaitingCall): boolean {
  return usesOfResult(file, call).some(({ path, call: use, isSet }) => {
    const name = path.at(-1) ?? ''
    if (isSet) return limits.includes(name)
    if (!use) return false
    return /^(?:setTimeout|setKeepAlive|timeout)$/.test(name) || use.arguments.some((each) => hasAny(each, limits))
  })
}

function hasAny(node: Node, names: readonly string[]): boolean {
  const inner = unwrap(node)
  return inner.type === 'ObjectExpression'
    && inner.properties.some((each) => each.type === 'SpreadElement' || names.includes(keyName(each) ?? ''))
}

// In the function around it, before or after the call; what stands in the call was looked at already.
function isHomeLimited(file: SourceFile, call: Call): boolean {
  const [start, end] = call.range ?? [0, 0]
  const home = homeOf(call)
  if (!home) return limitsOutside(file).some(({ range: [at] = [0] }) => at < start || at >= end)
  const [from, until] = home.range ?? [0, 0]
  const places = limitPlaces(file)
  return firstFrom(places, from) < start || firstFrom(places, end) < until
}

function limitPlaces(file: SourceFile): readonly number[] {
  return remembered(file, 'places of limits', file.source.ast, () => limitsOf(file).map(({ range: [at] = [0] }) => at))
}

function limitsOutside(file: SourceFile): readonly Node[] {
  return remembered(file, 'limits outside of functions', file.source.ast, () => limitsOf(file).filter((each) => !homeOf(each)))
}

// The function that a piece of code belongs to: what is run at once, for a promise or for each of a list, belongs to the one around it.
function homeOf(node: Node): FunctionNode | undefined {
  let fn = enclosingFunction(node)
  while (fn && isRunInPlace(fn)) fn = enclosingFunction(fn)
  return fn
}

// Whether somebody waits for a child process to end: `new Promise((resolve) => child.on('close', resolve))`, `once(child, 'exit')`.
export function isEndAwaited(file: SourceFile, call: Call): boolean {
  const uses = usesOfResult(file, call)
  if (uses.some(({ handedTo }) => handedTo !== undefined && calleeName(handedTo) === 'once' && isEnd(handedTo.arguments[1]))) return true
  return uses.some(({ path, call: use }) => use !== undefined && /^(?:on|once|addListener)$/.test(path.at(-1) ?? '')
    && isEnd(use.arguments[0]) && isInExecutor(use))
}

function isEnd(node: Node | undefined): boolean {
  return node?.type === 'Literal' && /^(?:exit|close)$/.test(String(node.value))
}

function isInExecutor(node: Node): boolean {
  for (const ancestor of ancestorsOf(node)) {
    if (!isFunction(ancestor)) continue
    if (isExecutor(ancestor)) return true
    if (!isRunInPlace(ancestor)) return false
  }
  return false
}
