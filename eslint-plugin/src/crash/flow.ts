import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { asksForListeners, isEndingState, isNotYetEnding, type Guards } from './ending-state.ts'

// How statements may be left: for the next one, for what follows the loop or `switch` around them, or with the function, the process
// living on. Those that always end the process have no way out at all.
type Way = 'falls' | 'breaks' | 'leaks'
export type Flow = ReadonlySet<Way>

export interface Judge {
  // Whether evaluating an expression ends the process.
  readonly ends: (expression: Node) => boolean
  readonly mayThrow: (statement: Node) => boolean
  readonly guards: Guards
  // What was found before: a statement is asked about once for each `try` around it.
  readonly known: Map<Node, Flow>
  readonly nesting: { depth: number }
}

// Generated code nests deeper than the call stack allows. What cannot be known is not reported.
const nestingMax = 200

export const ended: Flow = new Set()
export const falling: Flow = new Set<Way>(['falls'])
const leaking: Flow = new Set<Way>(['leaks'])
const breaking: Flow = new Set<Way>(['breaks'])

export function flowOf(node: Node, judge: Judge): Flow {
  const known = judge.known.get(node)
  if (known) return known
  const found = within(judge, ended, () => findFlow(node, judge))
  judge.known.set(node, found)
  return found
}

function within<Answer>({ nesting }: Judge, otherwise: Answer, find: () => Answer): Answer {
  if (nesting.depth >= nestingMax) return otherwise
  nesting.depth += 1
  const found = find()
  nesting.depth -= 1
  return found
}

function findFlow(node: Node, judge: Judge): Flow {
  switch (node.type) {
    case 'BlockStatement': return flowOfList(node.body, judge)
    case 'ExpressionStatement': return judge.ends(node.expression) ? ended : falling
    case 'VariableDeclaration': return node.declarations.some(({ init }) => init && judge.ends(init)) ? ended : falling
    case 'ThrowStatement': return ended
    case 'ReturnStatement': return node.argument && judge.ends(node.argument) ? ended : leaking
    case 'BreakStatement': case 'ContinueStatement': return breaking
    case 'IfStatement': return flowOfIf(node, judge)
    case 'TryStatement': return flowOfTry(node, judge)
    case 'SwitchStatement': return flowOfSwitch(node, judge)
    case 'LabeledStatement': return arrived(flowOf(node.body, judge))
    case 'DoWhileStatement': return arrived(flowOf(node.body, judge))
    case 'ForStatement': case 'WhileStatement': return flowOfLoop(flowOf(node.body, judge), isAlways(node.test))
    case 'ForOfStatement': case 'ForInStatement': return flowOfLoop(flowOf(node.body, judge), false)
    default: return falling
  }
}

function flowOfList(statements: readonly Node[], judge: Judge): Flow {
  let flow: Flow = falling
  for (const statement of statements) {
    flow = join(without(flow, 'falls'), flowOf(statement, judge))
    if (!flow.has('falls')) return flow
  }
  return flow
}

// `if (exiting) return` and `if (!exiting) exit()`: the process is ending already.
function flowOfIf({ test, consequent, alternate }: ESTree.IfStatement, judge: Judge): Flow {
  const first = flowOf(consequent, judge)
  if (isNotYetEnding(test, judge.guards) || asksForListeners(test)) return first
  const second = alternate ? flowOf(alternate, judge) : falling
  if (isEndingState(test, judge.guards)) return join(without(first, 'leaks'), second)
  return judge.ends(test) ? ended : join(first, second)
}

// A loop that may run no time at all goes on to what follows it.
function flowOfLoop(body: Flow, isEndless: boolean): Flow {
  return isEndless ? arrived(body) : join(arrived(body), falling)
}

function isAlways(test: Node | null | undefined): boolean {
  const inner = test ? unwrap(test) : undefined
  return !inner || (inner.type === 'Literal' && Boolean(inner.value))
}

function flowOfTry({ block, handler, finalizer }: ESTree.TryStatement, judge: Judge): Flow {
  const last = finalizer ? flowOf(finalizer, judge) : falling
  if (!last.has('falls')) return last
  const tried = flowOf(block, judge)
  const isCaught = handler && (tried.size > 0 || mayReachCatch(block, judge))
  return join(without(last, 'falls'), isCaught ? join(tried, flowOf(handler.body, judge)) : tried)
}

// Whether something may throw before the process ends.
function mayReachCatch(node: Node, judge: Judge): boolean {
  return within(judge, false, () => findWayToCatch(node, judge))
}

function findWayToCatch(node: Node, judge: Judge): boolean {
  switch (node.type) {
    case 'ThrowStatement': return true
    case 'BlockStatement': return mayListReachCatch(node.body, judge)
    case 'IfStatement':
      return judge.mayThrow(node.test) || mayReachCatch(node.consequent, judge)
        || (!!node.alternate && mayReachCatch(node.alternate, judge))
    case 'TryStatement':
      return mayReachCatch(node.handler?.body ?? node.block, judge) || (!!node.finalizer && mayReachCatch(node.finalizer, judge))
    default: return flowOf(node, judge).size > 0 && judge.mayThrow(node)
  }
}

function mayListReachCatch(statements: readonly Node[], judge: Judge): boolean {
  for (const statement of statements) {
    if (mayReachCatch(statement, judge)) return true
    if (!flowOf(statement, judge).has('falls')) return false
  }
  return false
}

// A case that is not left goes on with the next one; without a `default` all may be passed by.
function flowOfSwitch({ cases }: ESTree.SwitchStatement, judge: Judge): Flow {
  let next: Flow = falling
  let all = cases.some(({ test }) => !test) ? ended : falling
  for (const { consequent } of cases.toReversed()) {
    const flow = flowOfList(consequent, judge)
    next = flow.has('falls') ? join(without(flow, 'falls'), next) : flow
    all = join(all, next)
  }
  return arrived(all)
}

// What left a loop or a `switch` early is behind it.
function arrived(flow: Flow): Flow {
  return flow.has('breaks') ? join(without(flow, 'breaks'), falling) : flow
}

function join(one: Flow, other: Flow): Flow {
  return one.size === 0 ? other : other.size === 0 ? one : new Set([...one, ...other])
}

function without(flow: Flow, way: Way): Flow {
  return flow.has(way) ? new Set([...flow].filter((each) => each !== way)) : flow
}
