import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { handlerOf } from '../crash/handler-of.ts'
import { resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isPrinting } from './printing.ts'

// Whether a function that runs at the end saves or releases something, itself or through functions of this file.
export function worksAtTheEnd(file: SourceFile, handler: Node): boolean {
  const fn = handlerOf(file, handler)
  if (!fn) return !isTeller(file, handler)
  const find = () => callsWork(file, fn.body)
  return answerOnce(file, 'works at the end', fn, { meanwhile: false, find })
}

// What is not in this file counts as work unless it is known to tell only.
function isTeller(file: SourceFile, handler: Node): boolean {
  const api = resolveApi(file, handler)
  if (api && (api.path.startsWith('console.') || (api.module === 'process' && api.path === 'exit'))) return true
  const inner = unwrap(handler)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name !== undefined && /^_?(?:noop|log|print|report|assert|check|verify|resolve|reject|done|next|cb|callback)/i.test(name)
}

function callsWork(file: SourceFile, body: Node): boolean {
  let works = false
  traverse(body, file.source.visitorKeys, (node) => {
    if (node.type === 'CallExpression' && isWork(file, node)) works = true
    return works ? 'skip' : 'descend'
  })
  return works
}

const harmlessGlobals = /^(?:console|Math|JSON|Object|Array|Number|String|Boolean|Date|Error|Promise|Symbol|Reflect|isNaN|parseInt|parseFloat|clearTimeout|clearInterval|clearImmediate|BigInt|performance)\b/
const harmlessModules = new Set(['assert', 'util', 'path', 'os', 'perf_hooks', 'url', 'chai', 'chalk', 'debug', 'assert/strict'])
const readers = /^(?:map|filter|forEach|some|every|find|includes|indexOf|join|slice|concat|keys|values|entries|get|has|toString|toFixed|startsWith|endsWith|match|test|split|trim|padStart|padEnd|repeat|reduce|sort|push|replace|call|apply|bind|removeListener|off|removeAllListeners|isConnected|isDead|listenerCount|getTime|now|mustCall|strictEqual|equal|deepEqual|ok|assert|expect|toBe)$/

function isWork(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (isPrinting(file, call)) return false
  const api = resolveApi(file, call.callee)
  if (api?.module === 'process' || (api && harmlessModules.has(api.module))) return false
  if (api?.module === 'globalThis' && harmlessGlobals.test(api.path)) return false
  const fn = functionOf(file, call.callee)
  if (fn) return worksAtTheEnd(file, call.callee)
  return !(unwrap(call.callee).type === 'MemberExpression' && readers.test(calleeName(call) ?? ''))
}
