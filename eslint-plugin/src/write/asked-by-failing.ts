import type * as ESTree from 'estree'

import { parameterNames, type FunctionNode } from '../ast/function.ts'
import { leavesFunction } from '../ast/leaves-function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { namesAskedIn } from './names-asked.ts'
import { keyOfPath } from './renamed-later.ts'

// Questions that fail where there is no file.
const failing = /^(?:access|stat|lstat)(?:Sync|Async)?$/

// `try { access(path) } catch { write(path) }`: the handler runs because the file is not there.
export function isAnsweredByCatch(file: SourceFile, clause: Node, name: unknown): boolean {
  const attempt = parentOf(clause)
  return clause.type === 'CatchClause' && attempt?.type === 'TryStatement' && failsIn(file, attempt.block, name)
}

// `try { access(path); return } catch {}` earlier in the same block.
export function namesLeftByTry(file: SourceFile, statement: Node): ReadonlySet<unknown> {
  if (statement.type !== 'TryStatement' || !statement.handler || statement.finalizer) return new Set()
  const isOver = leavesFunction(statement.block) && !leavesFunction(statement.handler.body)
  return isOver ? namesAskedIn(file, statement.block, failing) : new Set()
}

function failsIn(file: SourceFile, node: Node, name: unknown): boolean {
  return namesAskedIn(file, node, failing).has(name)
}

// The callback of the question: `access(path).catch(() => write(path))`, `fs.stat(path, (error) => { if (error) write(path) })`.
export function isAnswer(
  file: SourceFile, callback: FunctionNode, { write, name }: { readonly write: Node, readonly name: unknown },
): boolean {
  const call = parentOf(wrapped(callback))
  if (call?.type !== 'CallExpression' || call.callee === callback) return false
  const called = calleeName(call) ?? ''
  const callee = unwrap(call.callee)
  const place = call.arguments.indexOf(wrapped(callback) as ESTree.Expression)
  if ((called === 'catch' && place === 0) || (called === 'then' && place === 1)) {
    return callee.type === 'MemberExpression' && failsIn(file, callee.object, name)
  }
  if (place !== call.arguments.length - 1 || !call.arguments[0] || keyOfPath(file, call.arguments[0]) !== name) return false
  const side = sideOf(file, write, callback)
  if (called === 'exists') return side !== 'with'
  if (called === 'access') return side !== 'without'
  return /^l?stat$/.test(called) && side === 'with'
}

// Whether a place in a callback is reached with its first argument, or without: `if (error) …`, `if (!stats) …`.
function sideOf(file: SourceFile, place: Node, callback: FunctionNode): 'with' | 'without' | undefined {
  const [first = '', second = ''] = parameterNames(callback)
  let inner = place
  for (const outer of ancestorsOf(place)) {
    if (outer === callback) return undefined
    if (outer.type === 'IfStatement' && inner !== outer.test) {
      const side = sideOfTest(file, outer.test, { first, second })
      if (side) return (inner === outer.consequent) === (side === 'with') ? 'with' : 'without'
    }
    const left = outer.type === 'BlockStatement' ? leftIn(file, outer, { first, second }) : undefined
    if (left && left.end <= (inner.range?.[0] ?? 0)) return left.side === 'with' ? 'without' : 'with'
    inner = outer
  }
  return undefined
}

interface Parameters {
  readonly first: string
  readonly second: string
}

function sideOfTest(file: SourceFile, test: Node, { first, second }: Parameters): 'with' | 'without' | undefined {
  const inner = unwrap(test)
  if (inner.type === 'UnaryExpression' && inner.operator === '!') {
    if (isNamed(inner.argument, second)) return 'with'
    return isNamed(inner.argument, first) ? 'without' : undefined
  }
  if (inner.type === 'BinaryExpression' && /^={2,3}$/.test(inner.operator) && isNothing(inner.right)) {
    return isNamed(inner.left, first) ? 'without' : undefined
  }
  // `error && error.code !== 'ENOENT'` is of the other errors.
  return mentions(file, inner, first) && !/!==?\s*['"]ENOENT/.test(file.source.getText(inner)) ? 'with' : undefined
}

interface Left {
  readonly side: 'with' | 'without'
  readonly end: number
}

// The first statement of a block after which only one side goes on: `if (error) return`.
function leftIn(file: SourceFile, block: ESTree.BlockStatement, parameters: Parameters): Left | undefined {
  const find = () => {
    for (const each of block.body) {
      if (each.type !== 'IfStatement' || each.alternate || !leavesFunction(each.consequent)) continue
      const side = sideOfTest(file, each.test, parameters)
      if (side) return { side, end: each.range?.[1] ?? 0 }
    }
    return undefined
  }
  return answerOnce<Left | undefined>(file, 'left side', block, { meanwhile: undefined, find })
}

function isNamed(node: Node, name: string): boolean {
  const inner = unwrap(node)
  return name !== '' && inner.type === 'Identifier' && inner.name === name
}

function isNothing(node: Node): boolean {
  return (node.type === 'Literal' && node.value === null) || isNamed(node, 'undefined')
}

function mentions(file: SourceFile, test: Node, name: string): boolean {
  let found = false
  traverse(test, file.source.visitorKeys, (node) => {
    found ||= isNamed(node, name)
    return found ? 'skip' : 'descend'
  })
  return found
}
