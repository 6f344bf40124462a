import type * as ESTree from 'estree'

import { functionName, type FunctionNode } from '../ast/function.ts'
import { unbound } from '../ast/called.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, lastName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { resolveApi } from '../resolve/api.ts'
import { handlerOf } from '../crash/handler-of.ts'
import { functionOf } from '../resolve/local-function.ts'
import type { SourceFile } from '../source-file.ts'

const followedMax = 20

// Whether a handler ends the process or closes something, itself or through functions of this file.
export function reachesAnEnd(file: SourceFile, handler: Node): boolean {
  const seen = new Set<FunctionNode>()
  const start = handlerOf(file, handler)
  if (!start) return isEndName(lastName(handler)) || isExit(file, handler)
  const waiting = [start]
  for (let fn = waiting.pop(); fn && seen.size < followedMax; fn = waiting.pop()) {
    if (seen.has(fn)) continue
    seen.add(fn)
    if (isEndName(functionName(fn))) return true
    for (const call of callsIn(file, fn)) {
      if (isExit(file, call.callee) || isEndName(calleeName(call))) return true
      const called = functionOf(file, call.callee)
      if (called) waiting.push(called)
    }
  }
  return false
}

// `SIGHUP` that stops the server in order to start it with another configuration is no farewell.
export function startsAgain(file: SourceFile, handler: Node): boolean {
  const fn = handlerOf(file, handler)
  return fn !== undefined && callsIn(file, fn).some((call) => beginnings.test(calleeName(call) ?? ''))
}

const beginnings = /^_?(?:re(?:start|load|fresh|open|read|configure|spawn|fork)|start(?:Server)?$)/i

const endings = /^(?:(?:graceful(?:ly)?_?)?(?:shut_?down|exit|quit|terminate|stop|tear_?down|clean_?up|kill|die|bye|destroy|dispose|disconnect|drain)|close(?:All|Server|Connections?)?$)/i

function isEndName(name: string | undefined): boolean {
  return name !== undefined && (endings.test(name) || /(?:Shutdown|Exit|Terminate|Cleanup|Teardown)$/.test(name))
}

const exits = new Set(['exit', 'abort', 'kill', 'reallyExit'])

function isExit(file: SourceFile, callee: Node): boolean {
  const api = resolveApi(file, callee)
  return api?.module === 'process' && exits.has(api.path)
}

function callsIn(file: SourceFile, fn: FunctionNode): readonly ESTree.CallExpression[] {
  const calls: ESTree.CallExpression[] = []
  traverse(fn.body, file.source.visitorKeys, (node) => {
    if (node.type === 'CallExpression') calls.push(node)
    return 'descend'
  })
  return calls
}

// A handler that does nothing keeps Ctrl-C from killing a parent that waits for its child: nothing is shut down.
export function doesNothing(file: SourceFile, handler: Node): boolean {
  const fn = functionOf(file, handler)
  if (!fn) return isNothingAtAll(file, handler)
  return fn.body.type === 'BlockStatement' ? fn.body.body.every((statement) => isEmpty(statement)) : isNothing(fn.body)
}

// `noop`, `_.noop`, `noop.bind(null)`, `Function.prototype`.
function isNothingAtAll(file: SourceFile, handler: Node): boolean {
  const inner = unbound(handler)
  if (/^_?noop$/i.test(lastName(inner) ?? '')) return true
  const api = resolveApi(file, inner)
  return api?.module === 'globalThis' && api.path === 'Function.prototype'
}

function isEmpty(statement: Node): boolean {
  if (statement.type === 'ReturnStatement') return !statement.argument || isNothing(statement.argument)
  return statement.type === 'EmptyStatement' || (statement.type === 'ExpressionStatement' && isNothing(statement.expression))
}

// `void 0` is nothing, `void stop()` is a call whose promise nobody waits for.
function isNothing(expression: Node): boolean {
  const inner = unwrap(expression)
  if (inner.type === 'UnaryExpression') return inner.operator === 'void' && isNothing(inner.argument)
  return inner.type === 'Literal' || (inner.type === 'Identifier' && inner.name === 'undefined')
}
