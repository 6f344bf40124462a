import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { byPlace, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { functionOf } from '../resolve/local-function.ts'
import { isGlobal, remembered, type SourceFile } from '../source-file.ts'

// `withTimeout`, `pTimeout`, `Promise.race`, `raceDeadline`: what has such a name ends a wait.
export function isLimitedByName(name: string | undefined): boolean {
  return name !== undefined && !isTimer(name) && (/timed?_?out|deadline|abort/i.test(name) || /^race|Race$/.test(name))
}

// What stands in the text of every limit, and seldom elsewhere.
const limitWords = /timed?_?out|deadline|abort|race/gi

function isTimer(name: string): boolean {
  return name === 'setTimeout' || name === 'clearTimeout'
}

// Every place of the file that may limit the calls of its function, in order. Most code mentions none, and is not looked at.
export function limitsOf(file: SourceFile): readonly Node[] {
  return remembered(file, 'limits', file.source.ast, () => {
    const limits: Node[] = []
    const words = Array.from(file.source.text.matchAll(limitWords), ({ index }) => index)
    traverse(file.source.ast, file.source.visitorKeys, (node) => {
      const [start, end] = node.range ?? [0, Infinity]
      if (firstFrom(words, start) >= end) return 'skip'
      if (isLimit(file, node)) limits.push(node)
      return 'descend'
    })
    return limits.sort(byPlace)
  })
}

// The first of these places that stands no earlier than that; they are in order.
export function firstFrom(places: readonly number[], start: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((places[middle] ?? 0) < start) low = middle + 1
    else high = middle
  }
  return places[low] ?? Infinity
}

function isLimit(file: SourceFile, node: Node): boolean {
  if (node.type === 'CallExpression') return isLimitingCall(file, node)
  return node.type === 'Identifier' && isLimitedByName(node.name) && !isNameOfOther(file, node)
}

function isLimitingCall(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (calleeName(call) === 'setTimeout') return isForeignMethod(file, call) || endsSomething(file, call.arguments[0])
  const [event] = call.arguments
  return event?.type === 'Literal' && event.value === 'timeout' && /^(?:on|once|addListener|addEventListener)$/.test(calleeName(call) ?? '')
}

// `request.setTimeout(1000)`, and not `window.setTimeout`.
function isForeignMethod(file: SourceFile, call: ESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return false
  const object = unwrap(callee.object)
  return object.type !== 'Identifier' || !/^(?:globalThis|global|window|self|timers)$/.test(object.name) || !isGlobal(file, object)
}

const endings = /abort|destroy|reject|cancel|kill|terminate|disconnect|timed?[-_ ]?out|\bclose|\bend\(|throw|fail/i

// A timer that goes off to end something, not `setTimeout(tick, 1000)`.
function endsSomething(file: SourceFile, callback: Node | undefined): boolean {
  if (!callback) return false
  const fn = isFunction(callback) ? callback : functionOf(file, callback)
  return endings.test(file.source.getText(callback)) || (fn !== undefined && endings.test(file.source.getText(fn)))
}

// `const timeout = setTimeout(tick, 1000)` has the name of a limit and is none; nor is an option of somebody else.
function isNameOfOther(file: SourceFile, identifier: ESTree.Identifier): boolean {
  const parent = parentOf(identifier)
  if (parent?.type === 'Property' && parent.key === identifier && !parent.shorthand) return true
  const place = parent?.type === 'MemberExpression' && parent.property === identifier ? wrapped(parent) : identifier
  const holder = parentOf(place)
  if (holder?.type === 'CallExpression') return calleeName(holder) === 'clearTimeout' || isTimerVariable(file, identifier)
  if (holder?.type === 'AssignmentExpression' && holder.left === place) return isTimerCall(holder.right)
  return (holder?.type === 'VariableDeclarator' && holder.id === identifier && isTimerCall(holder.init))
    || isTimerVariable(file, identifier)
}

function isTimerVariable(file: SourceFile, identifier: ESTree.Identifier): boolean {
  const writes = file.variables.get(identifier)?.references.flatMap((each) => each.isWrite() ? each.writeExpr ?? [] : []) ?? []
  return writes.length > 0 && writes.every((each) => isTimerCall(each) || each.type === 'Literal')
}

function isTimerCall(node: Node | null | undefined): boolean {
  const inner = node ? unwrap(node) : undefined
  return inner?.type === 'CallExpression' && calleeName(inner) === 'setTimeout'
}
