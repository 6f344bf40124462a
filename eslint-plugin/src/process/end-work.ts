import type * as ESTree from 'estree'

import { calledBy, unbound } from '../ast/called.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { keyName, lastName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { wordsIn } from '../ast/words.ts'
import { handlerOf } from '../crash/handler-of.ts'
import { resolveApi } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { killsItself } from './kill.ts'
import { isPrinter, isPrinting } from './printing.ts'

// Whether a function that runs at the end saves or releases something, itself or through functions of this file.
export function worksAtTheEnd(file: SourceFile, handler: Node): boolean {
  const fn = handlerOf(file, handler)
  if (!fn) return !isTeller(file, handler)
  const find = () => callsWork(file, fn.body)
  return answerOnce(file, 'works at the end', fn, { meanwhile: false, find })
}

// What is not in this file counts as work unless it is known to tell only.
function isTeller(file: SourceFile, handler: Node): boolean {
  const inner = unbound(handler)
  const api = resolveApi(file, inner)
  if ((api?.module === 'process' && api.path === 'exit') || isHarmlessApi(api) || isPrinter(file, inner)) return true
  const name = lastName(inner)
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
const readers = /^(?:map|filter|forEach|some|every|find|includes|indexOf|join|slice|concat|keys|values|entries|get|has|toString|toFixed|startsWith|endsWith|match|test|split|trim|padStart|padEnd|repeat|reduce|sort|push|replace|bind|removeListener|off|removeAllListeners|isConnected|isDead|listenerCount|getTime|now|postMessage|hasOwnProperty|mustCall|strictEqual|equal|deepEqual|ok|assert|expect|toBe)$/

function isWork(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (handsFilesOver(file, call)) return true
  if (isPrinting(file, call)) return false
  const called = calledBy(call)
  const api = resolveApi(file, called)
  if (api?.module === 'process') return api.path === 'kill' && !killsItself(file, call)
  if (isHarmlessApi(api)) return false
  const fn = functionOf(file, called)
  if (fn) return worksAtTheEnd(file, called)
  if (called.type !== 'MemberExpression') return true
  const name = keyName(called) ?? ''
  if (readers.test(name)) return name === 'forEach' && walksToWork(file, call)
  return !isOfTerminal(called.object)
}

function isHarmlessApi(api: Api | undefined): boolean {
  if (!api) return false
  if (api.module === 'globalThis') return harmlessGlobals.test(api.path)
  return harmlessModules.has(api.module) || (api.module === 'fs' && fileReaders.test(api.path))
}

// `files.forEach(remove)`: what is handed over by name is called, too.
function walksToWork(file: SourceFile, { arguments: [walker] }: ESTree.CallExpression): boolean {
  return walker !== undefined && (walker.type === 'Identifier' || walker.type === 'MemberExpression') && worksAtTheEnd(file, walker)
}

// `files.map(fs.unlinkSync)`
function handsFilesOver(file: SourceFile, { callee, arguments: [walker] }: ESTree.CallExpression): boolean {
  if (unwrap(callee).type !== 'MemberExpression' || (walker?.type !== 'Identifier' && walker?.type !== 'MemberExpression')) return false
  const api = resolveApi(file, walker)
  return api?.module === 'fs' && /^(?:promises\.)?(?!promises$|constants$)[a-z]\w*$/.test(api.path) && !fileReaders.test(api.path)
}

const fileReaders = /^(?:promises\.)?(?:exists|access|stat|lstat|readdir|readFile|realpath)(?:Sync)?$/

const terminals = new Set([
  'spinner', 'spinners', 'ora', 'cursor', 'terminal', 'term', 'tty', 'screen', 'progress', 'bar', 'bars', 'multibar',
])

// `spinner.stop()`, `cursor.show()`: how the terminal looks is nothing that could be lost.
function isOfTerminal(owner: Node): boolean {
  return terminals.has(wordsIn(lastName(owner) ?? '').at(-1) ?? '')
}
