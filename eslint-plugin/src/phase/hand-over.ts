import { functionName, isFunction, parameterNames, type FunctionNode } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf } from '../resolve/strings.ts'
import type { Call, Use } from '../resolve/uses.ts'
import { reachesAnEnd } from '../shutdown/handler.ts'
import { registersShutdown } from '../shutdown/helper-packages.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import {
  dyingEvents, endEvents, laterMethods, listenMethods, nextMethods, promiseNames, routeMethods, toolMethods, walkMethods,
} from './methods.ts'
import { isStartUpName } from './start-up-names.ts'
import { isTestCall } from './test-code.ts'

// What becomes of a function that is handed to a call.
// `at once`: it runs before the call returns. `next`: it goes on, once, with what the caller began: part of the start if that is.
// `later`: it runs from the event loop, whenever something happens.
// `left alone`: it runs where blocking does no harm (a dying process, a test, a command line).
export type HandOver = 'at once' | 'next' | 'later' | 'left alone' | 'unknown'

export function handOver(file: SourceFile, use: Extract<Use, { kind: 'argument' }>): HandOver {
  const argument = use.call.arguments[use.index]
  return argument ? remembered(file, 'handed over', argument, () => findHandOver(file, use)) : findHandOver(file, use)
}

function findHandOver(file: SourceFile, { call, index }: Extract<Use, { kind: 'argument' }>): HandOver {
  const name = calleeName(call) ?? ''
  if (call.type === 'NewExpression') return promiseNames.test(name) ? 'at once' : 'unknown'
  if (listenMethods.has(name)) return listening(file, call)
  if (isServerMaker(file, call) || isNamedAction(call, name)) return 'later'
  if (isTestCall(file, call) || toolMethods.has(name) || isExitHook(file, call)) return 'left alone'
  if (isStartUpName(name)) return 'unknown'
  if (laterMethods.has(name) || laterNames.test(name) || isRoute(file, { call, name })) return 'later'
  if (nextMethods.has(name) || isNodeCallback(file, call, index)) return 'next'
  if (keepers.test(name)) return 'unknown'
  if (walkMethods.has(name) || isAwaited(call)) return 'at once'
  if (isListenerName(functionName(functionAt(file, call, index)))) return 'later'
  return isAsyncArgument(file, call, index) ? 'unknown' : 'at once'
}

// `program.action(() => …)` is a command; what is given a name (`pmx.action('list', () => …)`) is asked of a running program.
function isNamedAction({ arguments: [first] }: Call, name: string): boolean {
  return name === 'action' && first?.type === 'Literal'
}

// Whether it runs when the program starts, or something that is part of that: `app.ready(…)`, `adapter.on('ready', …)`.
export function isOfStart(file: SourceFile, { call }: Extract<Use, { kind: 'argument' }>): boolean {
  const name = calleeName(call) ?? ''
  if (listenMethods.has(name)) return listening(file, call) === 'unknown'
  return isStartUpName(name)
}

// Whether it runs when, and only when, the function runs that hands it over.
export function isPartOfCaller(file: SourceFile, use: Extract<Use, { kind: 'argument' }>): boolean {
  const when = handOver(file, use)
  return when === 'at once' || when === 'next'
}

function listening(file: SourceFile, call: Call): HandOver {
  const callee = unwrap(call.callee)
  const emitter = callee.type === 'MemberExpression' ? resolveApi(file, callee.object) : undefined
  const [event] = call.arguments
  const events = event && event.type !== 'SpreadElement' ? stringsOf(file, event) : []
  if (emitter?.module !== 'process' || emitter.path !== '') {
    if (events.length > 0 && events.every((each) => endEvents.has(each))) return 'left alone'
    return events.length > 0 && events.every((each) => startEvents.has(each)) ? 'unknown' : 'later'
  }
  const handler = call.arguments[1]
  const ends = () => handler !== undefined && reachesAnEnd(file, handler)
  const isDying = (each: string) => dyingEvents.test(each) || (each.startsWith('SIG') && ends())
  return events.length > 0 && !events.every((each) => isDying(each)) ? 'later' : 'left alone'
}

// What happens once, when something has come up.
const startEvents = new Set(['ready', 'listening', 'start', 'started', 'init', 'loaded', 'serverStart', 'didFinishLaunching'])

// `watchFolder`, `_pollFile`, `onChange`, by whatever package.
export const laterNames = /^_?(?:watch|poll|subscribe|schedule|every|observe|on(?!Ready|Start|Init|Load|Listen)[A-Z])/

function isExitHook(file: SourceFile, call: Call): boolean {
  const api = resolveApi(file, call.callee)
  return api !== undefined && registersShutdown(api, [])
}

const serverModules = new Set(['http', 'https', 'http2', 'net', 'tls'])

function isServerMaker(file: SourceFile, call: Call): boolean {
  const api = resolveApi(file, call.callee)
  return api !== undefined && serverModules.has(api.module) && /^create(?:Secure)?Server$/.test(api.path)
}

function isRoute(file: SourceFile, { call, name }: { call: Call, name: string }): boolean {
  if (!routeMethods.has(name) || unwrap(call.callee).type !== 'MemberExpression') return false
  const [first] = call.arguments
  return first !== undefined && stringsOf(file, first).some((path) => path.startsWith('/') || path === '*')
}

// A function that takes an error first and comes last is called back, once.
function isNodeCallback(file: SourceFile, call: Call, index: number): boolean {
  if (index !== call.arguments.length - 1) return false
  const callback = call.arguments[index]
  const fn = callback && callback.type !== 'SpreadElement' ? functionOf(file, callback) : undefined
  return fn !== undefined && /^_?(?:e|er|err|error)\d?$/.test(parameterNames(fn)[0] ?? '')
}

function isAwaited(call: Node): boolean {
  return parentOf(wrapped(call))?.type === 'AwaitExpression'
}

function isAsyncArgument(file: SourceFile, call: Call, index: number): boolean {
  return functionAt(file, call, index)?.async === true
}

function functionAt(file: SourceFile, call: Call, index: number): FunctionNode | undefined {
  const argument = call.arguments[index]
  if (!argument || argument.type === 'SpreadElement') return undefined
  return isFunction(argument) ? argument : functionOf(file, argument)
}

// `setHandler(save)`, `addReader(read)`: kept, to be called whenever that may be.
const keepers = /^(?:set|add|define)[A-Z]/

// `serve(onRequest)`, `connect(handleMessage)`.
function isListenerName(name = ''): boolean {
  return /^_?(?:on|handle)(?!Ready|Start|Init|Load|Listen|Options|Args|Config)[A-Z]/.test(name)
}
