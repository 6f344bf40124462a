import type { FunctionNode } from './function.ts'
import { parentOf, wrapped } from './node.ts'
import { calleeName } from './property-name.ts'

const inPlace = /^(?:then|catch|finally|map|forEach|flatMap|filter)$/

// What is run at once, after a promise or for each of a list: a piece of the function around it.
export function isRunInPlace(fn: FunctionNode): boolean {
  const value = wrapped(fn)
  const call = parentOf(value)
  if (call?.type !== 'CallExpression') return isExecutor(fn)
  return call.callee === value || inPlace.test(calleeName(call) ?? '')
}

// `new Promise(executor)`
export function isExecutor(fn: FunctionNode): boolean {
  const call = parentOf(wrapped(fn))
  return call?.type === 'NewExpression' && calleeName(call) === 'Promise'
}
