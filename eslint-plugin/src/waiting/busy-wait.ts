import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { traverse, type Descend } from '../ast/traverse.ts'
import { resolveApi } from '../resolve/api.ts'
import { answerOnce, remembered, type SourceFile } from '../source-file.ts'
import { isCall, isClock, readsClock } from './clock.ts'

export type Loop = ESTree.WhileStatement | ESTree.DoWhileStatement | ESTree.ForStatement

// A loop that ends by the clock, by a variable that it does not change, or by a file that another program makes, and does no
// work in between.
export function isBusyWait(file: SourceFile, loop: Loop): boolean {
  const exits = exitsByClock(file, loop)
  if (!hasNoWork(file, loop, exits)) return false
  if (exits.length > 0) return true
  if (!loop.test) return false
  return endsByClock(file, loop.test, loop.body) || (isEmpty(loop.body) && (waitsForFlag(loop) || asksForFile(file, loop.test)))
}

// The clock itself or a variable that the body sets from it: `while (now < end) { now = Date.now() }`. To wait until the clock
// shows another number takes a millisecond at most.
function endsByClock(file: SourceFile, test: Node, body: Node): boolean {
  const inner = unwrap(test)
  if (inner.type === 'LogicalExpression') return endsByClock(file, inner.left, body) || endsByClock(file, inner.right, body)
  if (inner.type === 'BinaryExpression' && /^[!=]==?$/.test(inner.operator)) return false
  return readsClock(file, inner) || isSetFromClock(file, inner, body)
}

function isSetFromClock(file: SourceFile, test: Node, body: Node): boolean {
  let isSet = false
  traverse(test, file.source.visitorKeys, (node) => {
    if (node.type === 'Identifier' && timesOf(file, node).some((write) => isInside(write, body))) isSet = true
    return isSet ? 'skip' : 'descend'
  })
  return isSet
}

// What a variable is set to that is a time: the clock itself, or what is reckoned from a variable that holds it.
function timesOf(file: SourceFile, identifier: ESTree.Identifier): readonly Node[] {
  return askVariable(file, 'times', identifier, (write) => isTime(file, write))
}

function isTime(file: SourceFile, value: Node): boolean {
  return readsClock(file, value) || namesIn(file, value).some((each) => clocksOf(file, each).length > 0)
}

function clocksOf(file: SourceFile, identifier: ESTree.Identifier): readonly Node[] {
  return askVariable(file, 'clocks', identifier, (write) => readsClock(file, write))
}

function askVariable(
  file: SourceFile, question: string, identifier: ESTree.Identifier, isWanted: (write: Node) => boolean,
): readonly Node[] {
  const variable = file.variables.get(identifier)
  const references = variable?.references ?? undeclared(file).get(identifier.name) ?? []
  const [key = variable?.identifiers[0]] = references.map((each) => each.identifier as Node)
  if (!key) return []
  const find = () => references.flatMap(({ writeExpr }) => writeExpr && isWanted(writeExpr) ? writeExpr : [])
  return answerOnce<readonly Node[]>(file, question, key, { meanwhile: [], find })
}

// Scripts set variables that they never declare.
function undeclared(file: SourceFile): ReadonlyMap<string, readonly Scope.Reference[]> {
  return remembered(file, 'undeclared', file.source.ast, () => {
    const byName = new Map<string, Scope.Reference[]>()
    for (const reference of file.source.scopeManager.globalScope?.through ?? []) {
      const { name } = reference.identifier
      const known = byName.get(name)
      if (known) known.push(reference)
      else byName.set(name, [reference])
    }
    return byName
  })
}

function namesIn(file: SourceFile, expression: Node): readonly ESTree.Identifier[] {
  const names: ESTree.Identifier[] = []
  traverse(expression, file.source.visitorKeys, (node) => {
    if (node.type === 'Identifier') names.push(node)
    return isFunction(node) || isCall(node) ? 'skip' : 'descend'
  })
  return names
}

function isInside(node: Node, outer: Node): boolean {
  const [start, end] = outer.range ?? [0, 0]
  const at = node.range?.[0] ?? -1
  return at >= start && at < end
}

// `if (Date.now() > end) break`: the branches that leave the loop by the clock. What they do is done once.
function exitsByClock(file: SourceFile, { body }: Loop): readonly Node[] {
  const statements = body.type === 'BlockStatement' ? body.body : [body]
  return statements.flatMap((statement) => {
    if (statement.type !== 'IfStatement') return []
    const branch = [statement.consequent, statement.alternate].find((each) => each && leavesLoop(each))
    return branch && endsByClock(file, statement.test, body) ? branch : []
  })
}

const leavings = new Set(['BreakStatement', 'ReturnStatement', 'ThrowStatement'])

function leavesLoop(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last !== undefined && leavings.has(last.type)
}

// Of calls only those of the clock and the question for a file, nothing that lets others run, and no variable that changes, but
// those that hold what the clock shows.
function hasNoWork(file: SourceFile, { test, body }: Loop, exits: readonly Node[]): boolean {
  let idle = true
  const visit = (node: Node): Descend => {
    if (exits.includes(node)) return 'skip'
    if (isWork(file, node)) idle = false
    return idle ? 'descend' : 'skip'
  }
  for (const part of [test, body]) if (part) traverse(part, file.source.visitorKeys, visit)
  return idle
}

const leaving = new Set([
  'AwaitExpression', 'YieldExpression', 'ForOfStatement', 'ForInStatement', 'ReturnStatement', 'ThrowStatement',
  'TaggedTemplateExpression', 'ImportExpression',
])

function isWork(file: SourceFile, node: Node): boolean {
  if (isFunction(node) || leaving.has(node.type)) return true
  if (isCall(node)) return !isClock(file, node) && !isAsking(file, node)
  if (node.type === 'AssignmentExpression') return !holdsClock(file, node.left)
  if (node.type === 'VariableDeclarator') return node.init ? !isTime(file, node.init) : false
  return node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && node.operator === 'delete')
}

function holdsClock(file: SourceFile, target: Node): boolean {
  const inner = unwrap(target)
  return inner.type === 'Identifier' && timesOf(file, inner).length > 0
}

function isAsking(file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression): boolean {
  const api = resolveApi(file, call.callee)
  return api?.module === 'path' || (/^fs(?:-extra)?$/.test(api?.module ?? '') && api?.path === 'existsSync')
}

// `while (!fs.existsSync(lock)) {}`
function asksForFile(file: SourceFile, test: Node): boolean {
  const inner = unwrap(test)
  const asked = inner.type === 'UnaryExpression' && inner.operator === '!' ? unwrap(inner.argument) : inner
  return asked.type === 'CallExpression' && resolveApi(file, asked.callee)?.path === 'existsSync' && isAsking(file, asked)
}

function isEmpty(body: Node): boolean {
  return body.type === 'EmptyStatement' || (body.type === 'BlockStatement' && body.body.length === 0)
}

// `while (!done);`, `while (state !== 'ready');`: nobody can set it while the loop runs.
function waitsForFlag(loop: Loop): boolean {
  if (loop.type === 'ForStatement') return false
  const inner = unwrap(loop.test)
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isFlag(inner.argument)
  return isFlag(inner) || (inner.type === 'BinaryExpression' && isFlag(inner.left) && unwrap(inner.right).type === 'Literal')
}

function isFlag(node: Node): boolean {
  const inner = unwrap(node)
  return inner.type === 'Identifier' || (inner.type === 'MemberExpression' && !inner.computed)
}
