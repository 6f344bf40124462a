import type * as ESTree from 'estree'

import type { FunctionNode } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'

export type Restart = 'siblings' | 'itself'

// One of these words stands in every file that can have one.
export const restartWords = /\bcluster\b|process\.argv|execPath/

// `cluster.on(…)`, `cluster.fork().on(…)`
const listens = /^(?:fork\(\)\.)?(?:on|once|addListener)$/

// A call by which a program starts itself anew, or others of its kind when they die.
export function findRestart(file: SourceFile, call: ESTree.CallExpression): Restart | undefined {
  const api = resolveApi(file, call.callee)
  if (api?.module === 'cluster' && listens.test(api.path)) return reforks(file, call) ? 'siblings' : undefined
  if (api?.module !== 'child_process' || !/^(?:spawn|fork|execFile)$/.test(api.path)) return undefined
  return startsItself(file, call, api.path) && !standsFor(file, call) ? 'itself' : undefined
}

// `spawn(…).on('exit', (code) => process.exit(code))`: the program starts itself with other flags, and waits for what it stands for.
function standsFor(file: SourceFile, call: ESTree.CallExpression): boolean {
  const holder = parentOf(wrapped(call))
  const variable = holder?.type === 'VariableDeclarator' ? file.source.getDeclaredVariables(holder)[0] : undefined
  const members = variable ? variable.references.map(({ identifier }) => parentOf(identifier as Node)) : [holder]
  return members.some((member) => {
    const call = member?.type === 'MemberExpression' && /^(?:on|once)$/.test(keyName(member) ?? '') ? parentOf(member) : undefined
    const [event, handler] = call?.type === 'CallExpression' ? call.arguments : []
    if (!event || !handler || event.type === 'SpreadElement') return false
    const ends = /process\.(?:exit|kill|exitCode)\b/.test(file.source.getText(functionOf(file, handler) ?? handler))
    return ends && stringsOf(file, event).some((each) => each === 'exit' || each === 'close')
  })
}

function reforks(file: SourceFile, call: ESTree.CallExpression): boolean {
  const [event, handler] = call.arguments
  if (!event || event.type === 'SpreadElement' || !handler) return false
  if (!stringsOf(file, event).some((each) => each === 'exit' || each === 'disconnect')) return false
  const fn = functionOf(file, handler)
  return fn !== undefined && forks(file, fn, new Set())
}

function forks(file: SourceFile, fn: FunctionNode, seen: Set<FunctionNode>): boolean {
  if (seen.has(fn)) return false
  seen.add(fn)
  let found = false
  traverse(fn.body, file.source.visitorKeys, (node) => {
    if (node.type === 'CallExpression') {
      const called = functionOf(file, node.callee)
      if (resolveApi(file, node.callee)?.path === 'fork' || (called && forks(file, called, seen))) found = true
    }
    return found ? 'skip' : 'descend'
  })
  return found
}

// `spawn(process.execPath, process.argv.slice(1))`, `fork(process.argv[1])`, `fork(__filename)` is how a worker starts.
function startsItself(file: SourceFile, call: ESTree.CallExpression, name: string): boolean {
  const [program, args] = [argumentAt(call, 0), argumentAt(call, 1)]
  if (!program) return false
  if (name === 'fork') return isOwnScript(file, program)
  return isOwnProgram(file, program) && args !== undefined && isOwnArguments(file, args)
}

function isOwnProgram(file: SourceFile, node: Node): boolean {
  return /^process\.(?:execPath|argv0|argv\[0\])$/.test(file.source.getText(valueOf(file, node)))
}

function isOwnScript(file: SourceFile, node: Node): boolean {
  return /^process\.argv\[1\]$/.test(file.source.getText(valueOf(file, node)))
}

function isOwnArguments(file: SourceFile, node: Node): boolean {
  const value = unwrap(valueOf(file, node))
  const text = file.source.getText(value)
  return text.startsWith('process.argv.slice(1)') || /process\.argv\[1\]|\.\.\.process\.argv\.slice\(1\)/.test(text)
}
