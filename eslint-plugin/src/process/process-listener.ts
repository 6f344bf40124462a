import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
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
  // A call that gives a promise of the event has none.
  readonly handler: Node | undefined
}

export function findProcessListener(file: SourceFile, call: ESTree.CallExpression): ProcessListener | undefined {
  if (!mayListen(call)) return undefined
  const at = findPlaceOfEvent(file, call)
  const event = at === undefined ? undefined : argumentAt(call, at)
  if (at === undefined || !event) return undefined
  const handler = argumentAt(call, at + 1)
  if (!handler && at === 0) return undefined
  return { call, event, events: eventsIn(file, event), handler: at === 0 ? handler : undefined }
}

// Most calls are seen by their name to be none; only the others are worth resolving.
function mayListen({ callee }: ESTree.CallExpression): boolean {
  const inner = unwrap(callee)
  if (inner.type !== 'MemberExpression') return true
  const name = keyName(inner) ?? ''
  return emitterMethods.has(name) || name === 'addSignalListener'
}

function findPlaceOfEvent(file: SourceFile, call: ESTree.CallExpression): number | undefined {
  const isWanted = (each: Api) => placeOfEvent(file, call, each) !== undefined
  const api = isAboutProcess(file, call) ? resolveTyped(file, call.callee, isWanted) : resolveApi(file, call.callee)
  return api && placeOfEvent(file, call, api)
}

// Events that only a process has: worth asking what the emitter is.
function isAboutProcess(file: SourceFile, { arguments: [event] }: ESTree.CallExpression): boolean {
  if (!event || event.type === 'SpreadElement') return false
  return stringsOf(file, event).some((each) => /^(?:SIG[A-Z]|(?:beforeE|e)xit$|uncaught|unhandled)/.test(each))
}

function placeOfEvent(file: SourceFile, call: ESTree.CallExpression, api: Api): number | undefined {
  if (api.module === 'process' && emitterMethods.has(api.path)) return 0
  if (api.module === 'globalThis' && api.path === 'Deno.addSignalListener') return 0
  const takesEmitter = api.module === 'events' ? /^(?:EventEmitter\.)?(?:once|on)$/ : api.module === 'rxjs' ? /^fromEvent$/ : undefined
  if (!takesEmitter?.test(api.path)) return undefined
  const [emitter] = call.arguments
  const source = emitter && emitter.type !== 'SpreadElement' ? resolveApi(file, emitter) : undefined
  return source?.module === 'process' && source.path === '' ? 1 : undefined
}

function eventsIn(file: SourceFile, event: Node): readonly string[] {
  const texts = stringsOf(file, event)
  if (texts.length > 0) return texts
  // `process.on(Signals.SIGTERM, …)`
  const inner = unwrap(event)
  const name = inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name === undefined ? [] : [name]
}
