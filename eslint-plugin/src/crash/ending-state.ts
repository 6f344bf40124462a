import type { SourceCode } from 'eslint'
import type * as ESTree from 'estree'

import { isSelf } from '../ast/method.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { wordsIn } from '../ast/words.ts'
import { isProgramName } from './ending-name.ts'

// That the program is ending, and what may stand beside it: `isShuttingDown`, `exitHandlerCalled`, `cleanup_done`.
const states = new Set([
  'exit', 'exited', 'exiting', 'shut', 'shutdown', 'shutting', 'stop', 'stopped', 'stopping', 'close', 'closed',
  'closing', 'ended', 'ending', 'dying', 'dead', 'handled', 'handling', 'called', 'done', 'crash', 'crashed',
  'crashing', 'terminate', 'terminated', 'terminating', 'quit', 'quitting', 'kill', 'killed', 'killing', 'already',
  'once', 'destroy', 'destroyed', 'destroying', 'failed', 'failing', 'finished', 'finishing', 'progress',
  'termination', 'quiting', 'exitting',
])
const fillers = new Set([
  'is', 'has', 'was', 'did', 'been', 'being', 'are', 'we', 'in', 'down', 'up', 'the', 'now', 'app', 'application',
  'process', 'program', 'server', 'daemon', 'service', 'system', 'main', 'graceful', 'gracefully', 'force', 'forced',
  'forcing', 'started', 'starting', 'begun', 'began', 'initiated', 'requested', 'triggered', 'invoked', 'handler',
  'hook', 'cleanup', 'cleaning', 'cleaned', 'clean', 'flag', 'everything', 'all', 'self', 'node', 'promise', 'timer',
  'timeout', 'due', 'to', 'pending', 'scheduled', 'attempted',
])
// `handlingError` is about this call of the handler, `isHandledError` about the error.
const handled = new Set(['error', 'exception', 'rejection', 'uncaught', 'fatal'])

// What a function sets to `true` it asks in order to run once, whatever it is called.
export type Guards = ReadonlySet<string>

export function guardsIn(body: Node, keys: SourceCode['visitorKeys']): Guards {
  const guards = new Set<string>()
  traverse(body, keys, (node) => {
    const isSet = node.type === 'AssignmentExpression' && node.right.type === 'Literal' && node.right.value === true
    const name = isSet ? guardName(node.left) : undefined
    if (name !== undefined) guards.add(name)
    return 'descend'
  })
  return guards
}

// `exiting`, `this.exiting`
function guardName(node: Node): string | undefined {
  const inner = unwrap(node)
  if (inner.type === 'Identifier') return inner.name
  return inner.type === 'MemberExpression' && isSelf(inner.object) ? `.${keyName(inner) ?? ''}` : undefined
}

// A question whose answer "yes" means that the process is ending already.
export function isEndingState(test: Node, guards: Guards): boolean {
  const inner = unwrap(test)
  if (guards.has(guardName(inner) ?? '')) return true
  switch (inner.type) {
    case 'Identifier': return isStateName(inner.name)
    case 'MemberExpression': return isOwnState(inner.object) && isStateName(keyName(inner) ?? '')
    // `isShuttingDown()`
    case 'CallExpression':
      return inner.arguments.length === 0 && inner.callee.type !== 'CallExpression' && isEndingState(inner.callee, guards)
    case 'LogicalExpression': {
      const parts = partsOf(inner)
      const isState = (each: Node) => isEndingState(each, guards)
      return inner.operator === '&&' ? parts.some(isState) : parts.every(isState)
    }
    case 'BinaryExpression': return saysOf(inner.operator, inner.right) === true && isEndingState(inner.left, guards)
    default: return false
  }
}

// `a && b && c` nests to the left, as deep as it is long.
function partsOf({ operator, left, right }: ESTree.LogicalExpression): readonly Node[] {
  const parts: Node[] = [right]
  let rest = unwrap(left)
  for (; rest.type === 'LogicalExpression' && rest.operator === operator; rest = unwrap(rest.left)) parts.push(rest.right)
  return [...parts, rest]
}

// `!exiting`, `exiting === false`, `exiting !== true`.
export function isNotYetEnding(test: Node, guards: Guards): boolean {
  const inner = unwrap(test)
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isEndingState(inner.argument, guards)
  return inner.type === 'BinaryExpression' && saysOf(inner.operator, inner.right) === false && isEndingState(inner.left, guards)
}

function saysOf(operator: string, literal: Node): boolean | undefined {
  const value = literal.type === 'Literal' && typeof literal.value === 'boolean' ? literal.value : undefined
  if (value === undefined || !/^[=!]==?$/.test(operator)) return undefined
  return operator.startsWith('=') ? value : !value
}

// `this.closing`, `app.closing`, `state.closing`. `socket.destroyed` and `error.handled` say nothing about the program.
function isOwnState(owner: Node): boolean {
  if (isSelf(owner)) return true
  const inner = unwrap(owner)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) ?? '' : ''
  return isProgramName(name) || /^(?:process|cluster|global|globalThis|globals|exports|status|flags|context|ctx)$|states?$/i.test(name)
}

function isStateName(name: string): boolean {
  const words = wordsIn(name)
  const isAct = words.some((word) => word.endsWith('ing'))
  return words.some((word) => states.has(word))
    && words.every((word) => states.has(word) || fillers.has(word) || (isAct && handled.has(word)))
}

// `process.listenerCount('uncaughtException') === 1`: another listener decides.
export function asksForListeners(test: Node): boolean {
  const inner = unwrap(test)
  if (inner.type === 'BinaryExpression') return asksForListeners(inner.left)
  if (inner.type === 'CallExpression') return /^listener(?:s|Count)$/.test(calleeName(inner) ?? '')
  return inner.type === 'MemberExpression' && keyName(inner) === 'length' && asksForListeners(inner.object)
}
