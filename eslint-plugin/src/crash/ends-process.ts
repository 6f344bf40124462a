import type * as ESTree from 'estree'

import { calledBy } from '../ast/called.ts'
import { functionName, isFunction, type FunctionNode } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { killsItself } from '../process/kill.ts'
import { resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isEndingCallee, isEndingName, isEndingReference } from './ending-name.ts'
import { guardsIn } from './ending-state.ts'
import { ended, falling, flowOf, type Flow } from './flow.ts'
import { mayThrow } from './may-throw.ts'

export interface Question {
  readonly file: SourceFile
  // Names of functions that end the process, by configuration.
  readonly endingFunctions: readonly string[]
}

// Whether a function ends the process, or throws on, whatever way through it is taken.
function alwaysEnds(question: Question, fn: FunctionNode): boolean {
  const find = () => flowOfFunction(question, fn).size === 0
  return answerOnce(question.file, 'always ends', fn, { meanwhile: false, find })
}

// Whether an exit at the end of a function is all that it takes: no way out of it stands before its end.
export function lacksOnlyAnExit(question: Question, fn: FunctionNode): boolean {
  return !flowOfFunction(question, fn).has('leaks')
}

function flowOfFunction(question: Question, { body }: FunctionNode): Flow {
  const ends = (expression: Node) => endsIn(question, expression)
  if (body.type !== 'BlockStatement') return ends(body) ? ended : falling
  const { file } = question
  const guards = guardsIn(body, file.source.visitorKeys)
  return flowOf(body, { ends, mayThrow: (statement) => mayThrow(file, statement), guards, known: new Map(), nesting: { depth: 0 } })
}

// Whether evaluating an expression ends the process, now or from a callback that it is given.
function endsIn(question: Question, node: Node): boolean {
  const expression = unwrap(node)
  switch (expression.type) {
    case 'CallExpression': return isEndingCall(question, expression) || endsInParts(question, expression)
    case 'NewExpression': return expression.arguments.some((each) => endsAsArgument(question, each))
    case 'AwaitExpression': case 'UnaryExpression': return endsIn(question, expression.argument)
    case 'YieldExpression': return expression.argument ? endsIn(question, expression.argument) : false
    case 'AssignmentExpression': return endsIn(question, expression.right)
    case 'SequenceExpression': return expression.expressions.some((each) => endsIn(question, each))
    case 'ConditionalExpression':
      return endsIn(question, expression.test) || (endsIn(question, expression.consequent) && endsIn(question, expression.alternate))
    case 'LogicalExpression':
      return endsIn(question, expression.left) || (expression.operator !== '&&' && endsIn(question, expression.right))
    default: return false
  }
}

// `server.close(() => process.exit(1))`, `flush().then(quit)`, `log(exit())`.
function endsInParts(question: Question, call: ESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  if (callee.type === 'MemberExpression' && endsIn(question, callee.object)) return true
  return call.arguments.some((each) => endsAsArgument(question, each))
}

function endsAsArgument(question: Question, argument: ESTree.Expression | ESTree.SpreadElement): boolean {
  if (argument.type === 'SpreadElement') return false
  const fn = functionOf(question.file, argument)
  if (fn) return alwaysEnds(question, fn)
  // `report({ error, whenDone: quit })`
  if (argument.type === 'ObjectExpression') {
    return argument.properties.some((each) => each.type === 'Property' && endsAsValue(question, each))
  }
  return isExit(question, argument) || isEndingReference(question.file, argument) || endsIn(question, argument)
}

function endsAsValue(question: Question, { value }: ESTree.Property): boolean {
  const fn = functionOf(question.file, value)
  return fn ? alwaysEnds(question, fn) : isExit(question, value)
}

function isEndingCall(question: Question, call: ESTree.CallExpression): boolean {
  const { file } = question
  const called = calledBy(call)
  if (isExit(question, called) || killsItself(file, call)) return true
  const fn = functionOf(file, called)
  return fn ? endsTheProcess(question, fn) : isEndingCallee(file, called, call.arguments)
}

// What a crash handler is asked for. A function that is called `shutdown` may look first whether it is ending already.
export function endsTheProcess(question: Question, fn: FunctionNode): boolean {
  return alwaysEnds(question, fn) || (isEndingName(functionName(fn) ?? '') && mayEnd(question, fn))
}

function mayEnd(question: Question, fn: FunctionNode): boolean {
  const find = () => {
    let ends = false
    traverse(fn.body, question.file.source.visitorKeys, (node) => {
      if (node.type === 'ThrowStatement' || (node.type === 'CallExpression' && isEndingCall(question, node))) ends = true
      if (node.type === 'CallExpression' && node.arguments.some((each) => isExit(question, each))) ends = true
      return ends ? 'skip' : 'descend'
    })
    return ends
  }
  return answerOnce(question.file, 'may end', fn, { meanwhile: false, find })
}

const exits = new Set(['exit', 'abort', 'reallyExit'])

function isExit({ file, endingFunctions }: Question, callee: Node): boolean {
  if (isFunction(callee)) return false
  const api = resolveApi(file, callee)
  if (api?.module === 'process' && exits.has(api.path)) return true
  if (api?.module === 'globalThis' && api.path === 'Deno.exit') return true
  const inner = unwrap(callee)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name !== undefined && endingFunctions.includes(name)
}
