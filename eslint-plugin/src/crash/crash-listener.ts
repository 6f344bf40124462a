import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { emitterMethods, type Api } from '../resolve/canonical.ts'
import { stringsOf } from '../resolve/strings.ts'
import { findProcessListener } from '../process/process-listener.ts'
import type { SourceFile } from '../source-file.ts'

// A call after which a crash no longer ends the process by itself.
export interface CrashListener {
  readonly event: string
  readonly handler: Node
  // A thread that dies takes nothing with it, so its listener is at fault only when it does nothing about it.
  readonly of: 'process' | 'worker'
}

// One of these words stands in every file that can have one.
export const crashWords = /uncaughtException|unhandledRejection|UncaughtExceptionCaptureCallback|\bdomain\b|worker_threads/

const crashEvents = new Set(['uncaughtException', 'unhandledRejection'])

export function findCrashListener(file: SourceFile, call: ESTree.CallExpression): CrashListener | undefined {
  const listener = findProcessListener(file, call)
  const event = listener?.events.find((each) => crashEvents.has(each))
  if (listener?.handler && event !== undefined) return { event, handler: listener.handler, of: 'process' }
  return findOther(file, call)
}

function findOther(file: SourceFile, call: ESTree.CallExpression): CrashListener | undefined {
  const api = resolveApi(file, call.callee)
  const [first] = call.arguments
  if (!api || !first || first.type === 'SpreadElement') return undefined
  if (api.module === 'process' && api.path === 'setUncaughtExceptionCaptureCallback') {
    return first.type === 'Literal' ? undefined : { event: 'uncaughtException', handler: first, of: 'process' }
  }
  const handler = argumentAt(call, 1)
  const of = emitters.get(api.module)
  if (!of || !handler || !isListeningTo(api, of.made) || !stringsOf(file, first).includes('error')) return undefined
  return { event: 'error', handler, of: of.kind }
}

const emitters: ReadonlyMap<string, { readonly kind: CrashListener['of'], readonly made: RegExp }> = new Map([
  ['domain', { kind: 'process', made: /^(?:create(?:Domain)?|Domain)\(\)$/ }],
  ['worker_threads', { kind: 'worker', made: /^Worker\(\)$/ }],
])

// `new Worker(…).on`, also after others: a listener method gives its emitter.
function isListeningTo({ path }: Api, made: RegExp): boolean {
  const steps = path.split('.')
  const [first = '', ...methods] = steps
  return made.test(first) && methods.length > 0 && methods.every((each) => emitterMethods.has(each.replace('()', '')))
}
