import type * as ESTree from 'estree'

import { isSelf } from '../ast/method.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'
import { isProgramName } from './ending-name.ts'

// That the program is ending, and what may stand beside it: `isShuttingDown`, `exitHandlerCalled`, `cleanup_done`.
const states = new Set(['exit', 'exited', 'exiting', 'shut', 'shutdown', 'shutting', 'stop', 'stopped', 'stopping', 'close', 'closed', 'closing',
  'ended', 'ending', 'dying', 'dead', 'handled', 'handling', 'called', 'done', 'crash', 'crashed', 'crashing', 'terminate', 'terminated',
  'terminating', 'quit', 'quitting', 'kill', 'killed', 'killing', 'already', 'once', 'destroy', 'destroyed', 'destroying', 'failed', 'failing',
  'finished', 'finishing', 'progress'])
const fillers = new Set(['is', 'has', 'was', 'did', 'been', 'being', 'are', 'we', 'in', 'down', 'up', 'the', 'now', 'app', 'application', 'process',
  'program', 'server', 'daemon', 'service', 'system', 'main', 'graceful', 'gracefully', 'force', 'forced', 'forcing', 'started', 'starting', 'begun',
  'began', 'initiated', 'requested', 'triggered', 'invoked', 'handler', 'hook', 'cleanup', 'cleaning', 'cleaned', 'clean', 'termination', 'flag',
  'everything', 'all', 'self'])
// `handlingError` is about this call of the handler, `isHandledError` about the error.
const handled = new Set(['error', 'exception', 'rejection', 'uncaught', 'fatal'])

// A question whose answer "yes" means that the process is ending already.
export function isEndingState(test: Node): boolean {
  const inner = unwrap(test)
  switch (inner.type) {
    case 'Identifier': return isStateName(inner.name)
    case 'MemberExpression': return isOwnState(inner.object) && isStateName(keyName(inner) ?? '')
    case 'LogicalExpression': {
      const parts = partsOf(inner)
      return inner.operator === '&&' ? parts.some((each) => isEndingState(each)) : parts.every((each) => isEndingState(each))
    }
    case 'BinaryExpression': return saysOf(inner.operator, inner.right) === true && isEndingState(inner.left)
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
export function isNotYetEnding(test: Node): boolean {
  const inner = unwrap(test)
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isEndingState(inner.argument)
  return inner.type === 'BinaryExpression' && saysOf(inner.operator, inner.right) === false && isEndingState(inner.left)
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
