import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { stringsOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'

// A call that listens for signals on the real process. `signals` is empty when only the variable's name tells.
export interface SignalListener {
  readonly call: ESTree.CallExpression
  readonly signals: readonly string[]
  readonly handler: Node | undefined
}

const listenMethods = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'])

export function findSignalListener(file: SourceFile, call: ESTree.CallExpression): SignalListener | undefined {
  if (!mayListen(call)) return undefined
  const callee = resolveApi(file, call.callee)
  if (callee?.module !== 'process' || !listenMethods.has(callee.path)) return undefined
  const event = argumentAt(call, 0)
  if (!event) return undefined
  const signals = signalsIn(file, event)
  if (signals.length === 0 && !isNamedSignal(event)) return undefined
  return { call, signals, handler: argumentAt(call, 1) }
}

// Most calls are seen by their name to be none; only the others are worth resolving.
function mayListen({ callee }: ESTree.CallExpression): boolean {
  const inner = unwrap(callee)
  if (inner.type !== 'MemberExpression') return true
  return listenMethods.has(keyName(inner) ?? '')
}

function signalsIn(file: SourceFile, event: Node): readonly string[] {
  const texts = stringsOf(file, event)
  if (texts.length > 0) return texts.filter((text) => isSignal(text))
  const inner = unwrap(event)
  const name = inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name !== undefined && isSignal(name) ? [name] : []
}

function isSignal(text: string): boolean {
  return /^SIG[A-Z][A-Z0-9]+$/.test(text)
}

// `process.on(signal, …)` in a function that is given the signal, and `process.on(`SIG${name}`, …)`.
function isNamedSignal(event: Node): boolean {
  const inner = unwrap(event)
  if (inner.type === 'TemplateLiteral') return inner.quasis[0]?.value.cooked?.startsWith('SIG') === true
  return inner.type === 'Identifier' && /^(?:sig|signal)(?:Name|Event)?$/.test(inner.name)
}
