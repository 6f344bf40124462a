import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'

const ends = new Set(['exit', 'exits', 'exiting', 'abort', 'die', 'dies', 'shutdown', 'terminate', 'kill', 'killall', 'quit', 'bail',
  'halt', 'panic', 'crash', 'fatal', 'stop', 'destroy', 'teardown', 'rethrow', 'throw', 'suicide', 'reject', 'fail', 'restart', 'death'])
const tells = new Set(['log', 'report', 'print', 'write', 'track', 'capture', 'notify', 'format', 'is', 'has', 'get', 'set', 'emit',
  'on', 'handle', 'record', 'dump', 'warn', 'debug', 'info', 'error', 'add', 'remove', 'clear', 'count'])
const loggers = /(?:^|[^a-z])(?:log|logs|logger|logging|console|debug|winston|pino|bunyan|signale|consola|reporter)$/i

// Whether a function that is not in this file says by its name that it ends the process. `logger.fatal` only says so.
export function isEndingCallee(call: ESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  const name = calleeName(call)
  if (name === undefined) return false
  if (callee.type === 'MemberExpression' && isLogger(callee.object)) return wordsIn(name).includes('exit')
  return isEndingName(name) || (/(?:close|end|done|finish|complete)/i.test(name) && call.arguments.some((each) => isExitCode(each)))
}

export function isEndingName(name: string): boolean {
  const words = wordsIn(name)
  if (tells.has(words[0] ?? '') && !words.includes('exit') && !words.includes('die')) return false
  return words.some((word, index) => ends.has(word) || (word === 'shut' && words[index + 1] === 'down'))
}

// `close(1)`: the code that the process ends with.
function isExitCode(argument: Node): boolean {
  return argument.type === 'Literal' && typeof argument.value === 'number' && argument.value > 0 && argument.value < 256
}

function isLogger(object: Node): boolean {
  const inner = unwrap(object)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name !== undefined && loggers.test(name.replace(/([a-z])([A-Z])/g, '$1 $2'))
}
