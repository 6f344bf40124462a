import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { keyName, literalText } from '../ast/property-name.ts'
import { findProcessListener, type ProcessListener } from '../process/process-listener.ts'
import type { SourceFile } from '../source-file.ts'

// A call that listens for signals on the real process. `signals` is empty when only the variable's name tells.
export interface SignalListener extends ProcessListener {
  readonly signals: readonly string[]
}

export function findSignalListener(file: SourceFile, call: ESTree.CallExpression): SignalListener | undefined {
  const listener = findProcessListener(file, call)
  if (!listener) return undefined
  const signals = listener.events.filter((text) => isSignal(text))
  if (signals.length === 0 && (hasOtherEvents(listener) || !isNamedSignal(listener.event))) return undefined
  return { ...listener, signals }
}

function hasOtherEvents({ event, events }: ProcessListener): boolean {
  return events.length > 0 && unwrap(event).type !== 'MemberExpression'
}

function isSignal(text: string): boolean {
  return /^SIG[A-Z][A-Z0-9]+$/.test(text)
}

// `process.on(signal, …)` in a function that is given the signal, `process.on(`SIG${name}`, …)` and `process.on('SIG' + name, …)`.
// Any variable may be one, `process.on(event, …)`: what the handler does decides.
function isNamedSignal(event: Node): boolean {
  const inner = unwrap(event)
  if (inner.type === 'MemberExpression') return /sig(?:nal)?s?$/i.test(keyName(inner) ?? '')
  if (inner.type === 'BinaryExpression') return literalText(inner.left)?.startsWith('SIG') === true
  if (inner.type === 'TemplateLiteral') return inner.quasis[0]?.value.cooked?.startsWith('SIG') === true
  return inner.type === 'Identifier'
}
