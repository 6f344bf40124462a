import type * as ESTree from 'estree'

import { isSelf } from '../ast/method.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { lastName } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'
import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

const ends = new Set(['exit', 'exits', 'exiting', 'die', 'dies', 'shutdown', 'bail', 'panic', 'crash', 'fatal', 'rethrow', 'throw',
  'suicide', 'death'])
// Timers, sockets and children are stopped too, so these need nothing, or the program, beside them.
const stops = new Set(['stop', 'kill', 'destroy', 'teardown', 'terminate', 'abort', 'quit', 'halt', 'fail', 'restart', 'reject'])
const companions = new Set([
  'app', 'application', 'server', 'process', 'program', 'daemon', 'service', 'system', 'self', 'me', 'this', 'main',
  'node', 'all', 'everything', 'now', 'and', 'with', 'on', 'error', 'exception', 'uncaught', 'code', 'cleanup',
  'clean', 'up', 'do', 'force', 'forced', 'graceful', 'gracefully', 'hard', 'fast', 'safe', 'safely', 'immediate',
  'immediately', 'emergency', 'async', 'sync', 'log', 'close', 'end', 'message', 'msg', 'reason', 'err', 'status',
  'signal', 'group', 'out',
])
const tells = new Set(['log', 'report', 'print', 'write', 'track', 'capture', 'notify', 'format', 'is', 'has', 'get', 'set', 'emit',
  'on', 'handle', 'record', 'dump', 'warn', 'debug', 'info', 'error', 'add', 'remove', 'clear', 'count'])
const loggers = /(?:^|[^a-z])(?:log|logs|logger|logging|console|debug|winston|pino|bunyan|signale|consola|reporter)$/i
const programs = new Set([
  'app', 'application', 'server', 'daemon', 'program', 'main', 'system', 'kernel', 'host', 'supervisor', 'lifecycle',
  'shutdown',
])
// What ends in these is told about the end, and is nothing to call: `exitCode`, `fatalError`.
const facts = new Set([
  'code', 'status', 'reason', 'error', 'err', 'message', 'msg', 'timeout', 'ms', 'delay', 'signal', 'info', 'data',
  'event', 'time', 'count', 'path', 'file', 'options', 'state', 'type', 'name', 'text',
])

// Whether a function that is not in this file says by its name that it ends the process. `logger.fatal` only says so.
export function isEndingCallee(file: SourceFile, callee: Node, given: ESTree.CallExpression['arguments']): boolean {
  const name = lastName(callee)
  if (name === undefined) return false
  const owner = ownerOf(callee)
  if (owner && isLogger(owner)) return wordsIn(name).includes('exit')
  return isEndingOf(file, owner, name) || (/(?:close|end|done|finish|complete)/i.test(name) && given.some((each) => isExitCode(each)))
}

// `then(quit)`, of a function that is not in this file.
export function isEndingReference(file: SourceFile, node: Node): boolean {
  const name = lastName(node)
  if (name === undefined || facts.has(wordsIn(name).at(-1) ?? '')) return false
  return isEndingOf(file, ownerOf(node), name)
}

export function isEndingName(name: string): boolean {
  return endKind(name) !== undefined
}

export function isProgramName(name: string): boolean {
  return programs.has(wordsIn(name).at(-1) ?? '')
}

function isEndingOf(file: SourceFile, owner: Node | undefined, name: string): boolean {
  const kind = endKind(name)
  return kind === 'end' || (kind === 'stop' && (!owner || isProgram(file, owner) || isPromiseOf(owner, name)))
}

function endKind(name: string): 'end' | 'stop' | undefined {
  const words = wordsIn(name)
  if (tells.has(words[0] ?? '') && !words.includes('exit') && !words.includes('die')) return undefined
  if (words.some((word, index) => ends.has(word) || (word === 'shut' && words[index + 1] === 'down'))) return 'end'
  const isStop = words.some((word) => stops.has(word)) && words.every((word) => stops.has(word) || companions.has(word))
  return isStop ? 'stop' : undefined
}

// `this`, `server`, `cluster.worker`; of the process itself it is known which functions end it.
function isProgram(file: SourceFile, owner: Node): boolean {
  if (isSelf(owner) || unwrap(owner).type === 'Super') return true
  const api = resolveApi(file, owner)
  if (api?.module === 'process') return false
  if (api && ['cluster:worker', 'globalThis:cluster.worker'].includes(`${api.module}:${api.path}`)) return true
  return isProgramName(ownerName(owner) ?? '')
}

// Whoever waits for it gets the error.
function isPromiseOf(owner: Node, name: string): boolean {
  return name === 'reject' && /(?:deferred|defer|promise|dfd|resolver)$/i.test(ownerName(owner) ?? '')
}

// `close(1)`: the code that the process ends with.
function isExitCode(argument: Node): boolean {
  return argument.type === 'Literal' && typeof argument.value === 'number' && argument.value > 0 && argument.value < 256
}

function isLogger(object: Node): boolean {
  return loggers.test((ownerName(object) ?? '').replace(/([a-z])([A-Z])/g, '$1 $2'))
}

function ownerOf(node: Node): Node | undefined {
  const inner = unwrap(node)
  return inner.type === 'MemberExpression' ? inner.object : undefined
}

// `getServer().stop()`
function ownerName(owner: Node): string | undefined {
  const inner = unwrap(owner)
  return lastName(inner.type === 'CallExpression' ? inner.callee : inner)
}
