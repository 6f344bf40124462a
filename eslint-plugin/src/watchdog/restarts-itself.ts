import type * as ESTree from 'estree'

import { enclosingFunction, type FunctionNode } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { emitterMethods, type Api } from '../resolve/canonical.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import { remembered, type SourceFile } from '../source-file.ts'

export type Restart = 'siblings' | 'itself'

// One of these words stands in every file that can have one.
export const restartWords = /\bcluster\b|process\.argv|execPath|\brelaunch\b/

// A call by which a program starts itself anew, or others of its kind when they die.
export function findRestart(file: SourceFile, call: ESTree.CallExpression): Restart | undefined {
  const api = resolveApi(file, call.callee)
  if (api?.module === 'cluster' && listens(api)) return reforks(file, call) ? 'siblings' : undefined
  if (api?.module === 'electron' && /^(?:remote\.)?app\.relaunch$/.test(api.path)) return 'itself'
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

// `cluster.on(…)`, `cluster.fork().on(…)`
function listens({ path }: Api): boolean {
  return emitterMethods.has(path.startsWith('fork().') ? path.slice('fork().'.length) : path)
}

function reforks(file: SourceFile, call: ESTree.CallExpression): boolean {
  const [event, handler] = call.arguments
  if (!event || event.type === 'SpreadElement' || !handler) return false
  if (!stringsOf(file, event).some((each) => each === 'exit' || each === 'disconnect')) return false
  if (isFork(file, handler)) return true
  const fn = functionOf(file, handler)
  return fn !== undefined && forkingFunctions(file).has(fn)
}

function isFork(file: SourceFile, callee: Node): boolean {
  return resolveApi(file, callee)?.path === 'fork'
}

// The functions of this file that fork, themselves or through others: found once, from the forks outwards.
function forkingFunctions(file: SourceFile): ReadonlySet<FunctionNode> {
  return remembered(file, 'forking functions', file.source.ast, () => {
    const { forking, leadsTo } = readForks(file)
    const waiting = [...forking]
    for (let fn = waiting.pop(); fn; fn = waiting.pop()) {
      for (const from of leadsTo.get(fn) ?? []) {
        if (!forking.has(from)) waiting.push(from)
        forking.add(from)
      }
    }
    return forking
  })
}

interface Forks {
  readonly forking: Set<FunctionNode>
  // From a function to those that call it, hand it over, or have it inside.
  readonly leadsTo: Map<FunctionNode, FunctionNode[]>
}

function readForks(file: SourceFile): Forks {
  const forking = new Set<FunctionNode>()
  const leadsTo = new Map<FunctionNode, FunctionNode[]>()
  const lead = (to: FunctionNode | undefined, from: FunctionNode | undefined) => {
    const known = to && leadsTo.get(to)
    if (known && from) known.push(from)
    else if (to && from) leadsTo.set(to, [from])
  }
  for (const fn of file.index.functions) lead(fn, enclosingFunction(fn))
  for (const call of file.index.calls) {
    const from = enclosingFunction(call)
    for (const each of [call.callee, ...call.arguments.filter(({ type }) => type === 'Identifier' || type === 'MemberExpression')]) {
      if (from && isFork(file, each)) forking.add(from)
      lead(functionOf(file, each), from)
    }
  }
  return { forking, leadsTo }
}

// `spawn(process.execPath, process.argv.slice(1))`, `fork(process.argv[1])`, `fork(__filename)` is how a worker starts.
function startsItself(file: SourceFile, call: ESTree.CallExpression, name: string): boolean {
  const [program, args] = [argumentAt(call, 0), argumentAt(call, 1)]
  if (!program) return false
  if (name === 'fork') return /^process\.argv\[1\]$/.test(textOf(file, program))
  if (!args) return false
  // What is shifted away is the program; what is left is the script and its arguments.
  if (textOf(file, program) === 'process.argv.shift()') return textOf(file, args) === 'process.argv' || isOwnArguments(file, args)
  return isOwnProgram(file, program) && isOwnArguments(file, args)
}

function isOwnProgram(file: SourceFile, node: Node): boolean {
  const api = resolveApi(file, node)
  if (api?.module === 'process' && /^(?:execPath|argv0)$/.test(api.path)) return true
  return textOf(file, node) === 'process.argv[0]' || placeInArgv(file, node) === 0
}

function isOwnArguments(file: SourceFile, node: Node): boolean {
  const text = textOf(file, node)
  return text.startsWith('process.argv.slice(1)') || /process\.argv\[1\]|\.\.\.process\.argv\.slice\(1\)/.test(text)
    || placeInArgv(file, node) === 1
}

// Which place of `const [program, ...args] = process.argv` a name stands for.
function placeInArgv(file: SourceFile, node: Node): number | undefined {
  const inner = unwrap(node)
  const definition = inner.type === 'Identifier' ? file.variables.get(inner)?.defs[0] : undefined
  const declarator = definition?.type === 'Variable' ? definition.node : undefined
  if (declarator?.id.type !== 'ArrayPattern' || !declarator.init) return undefined
  if (file.source.getText(declarator.init) !== 'process.argv') return undefined
  return declarator.id.elements.findIndex((each) => (each?.type === 'RestElement' ? each.argument : each) === definition?.name)
}

function textOf(file: SourceFile, node: Node): string {
  return file.source.getText(unwrap(valueOf(file, node)))
}
