import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { emitterMethods, type Api } from '../resolve/canonical.ts'
import { stringsOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'
import { resolveTyped } from '../types/typed-api.ts'

// A call that listens on the real process. `events` is empty when only the running program knows them.
export interface ProcessListener {
  readonly call: ESTree.CallExpression
  readonly event: Node
  readonly events: readonly string[]
  // A call that gives a promise of the event may have none.
  readonly handler: Node | undefined
}

export function findProcessListener(file: SourceFile, call: ESTree.CallExpression): ProcessListener | undefined {
  if (!mayListen(call)) return undefined
  const place = findPlaceOfEvent(file, call)
  const event = place && argumentAt(call, place.at)
  if (!place || !event) return undefined
  const handler = place.gives === 'nothing' ? argumentAt(call, place.at + 1) : findContinuation(call)
  if (!handler && place.gives === 'nothing') return undefined
  return { call, event, events: eventsIn(file, event), handler }
}

// `once(process, 'beforeExit').then(save)`, `fromEvent(process, 'exit').subscribe(save)`.
function findContinuation(call: ESTree.CallExpression): Node | undefined {
  const member = parentOf(wrapped(call))
  if (member?.type !== 'MemberExpression' || !/^(?:then|subscribe)$/.test(keyName(member) ?? '')) return undefined
  const next = parentOf(wrapped(member))
  return next?.type === 'CallExpression' ? argumentAt(next, 0) : undefined
}

// Most calls are seen by their name to be none; only the others are worth resolving.
function mayListen({ callee }: ESTree.CallExpression): boolean {
  const inner = unwrap(callee)
  if (inner.type !== 'MemberExpression') return true
  const name = keyName(inner) ?? ''
  if (name !== 'call') return emitterMethods.has(name) || name === 'addSignalListener'
  const method = unwrap(inner.object)
  return method.type === 'MemberExpression' && emitterMethods.has(keyName(method) ?? '')
}

// Which argument is the event. The next one is the handler, or the call gives what one is handed to.
interface Place {
  readonly at: number
  readonly gives: 'nothing' | 'promise'
}

function findPlaceOfEvent(file: SourceFile, call: ESTree.CallExpression): Place | undefined {
  const isWanted = (each: Api) => placeOfEvent(file, call, each) !== undefined
  const api = isAboutProcess(file, call) ? resolveTyped(file, call.callee, isWanted) : resolveApi(file, call.callee)
  return api && placeOfEvent(file, call, api)
}

// Events that only a process has: worth asking what the emitter is.
function isAboutProcess(file: SourceFile, { arguments: [event] }: ESTree.CallExpression): boolean {
  if (!event || event.type === 'SpreadElement') return false
  return stringsOf(file, event).some((each) => /^(?:SIG[A-Z]|(?:beforeE|e)xit$|uncaught|unhandled)/.test(each))
}

function placeOfEvent(file: SourceFile, call: ESTree.CallExpression, api: Api): Place | undefined {
  if (api.module === 'process') return placeAtProcess(file, call, api)
  if (api.module === 'globalThis' && api.path === 'Deno.addSignalListener') return { at: 0, gives: 'nothing' }
  const takesEmitter = api.module === 'events' ? /^(?:EventEmitter\.)?(?:once|on)$/ : api.module === 'rxjs' ? /^fromEvent$/ : undefined
  return takesEmitter?.test(api.path) === true && isProcess(file, call.arguments[0]) ? { at: 1, gives: 'promise' } : undefined
}

// `process.on(…)`, `process.on.call(process, …)`.
function placeAtProcess(file: SourceFile, call: ESTree.CallExpression, { path }: Api): Place | undefined {
  if (emitterMethods.has(path)) return { at: 0, gives: 'nothing' }
  const isCalled = path.endsWith('.call') && emitterMethods.has(path.slice(0, -'.call'.length))
  return isCalled && isProcess(file, call.arguments[0]) ? { at: 1, gives: 'nothing' } : undefined
}

function isProcess(file: SourceFile, emitter: Node | undefined): boolean {
  const api = emitter && emitter.type !== 'SpreadElement' ? resolveApi(file, emitter) : undefined
  return api?.module === 'process' && api.path === ''
}

function eventsIn(file: SourceFile, event: Node): readonly string[] {
  const texts = stringsOf(file, event)
  if (texts.length > 0) return texts
  // `process.on(Signals.SIGTERM, …)`
  const inner = unwrap(event)
  const name = inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name === undefined ? [] : [name]
}
