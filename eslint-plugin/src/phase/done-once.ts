import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { enclosingFunction, isFunction, type FunctionNode } from '../ast/function.ts'
import { isSelf } from '../ast/method.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { answerOnce, remembered, type SourceFile } from '../source-file.ts'

// What is kept for the life of the process, or of an object: a variable outside of the function, or a field of `this`.
type Kept = Scope.Variable | string

// Whether code fills something that is kept, and only while it is empty: `if (!text) text = read()`, `text ??= read()`,
// `if (text) return text; text = read()`. However often that is reached, it blocks once, as at start-up.
export function isDoneOnce(file: SourceFile, node: Node): boolean {
  return answerOnce(file, 'done once', node, { meanwhile: false, find: () => findOnce(file, node) })
}

function findOnce(file: SourceFile, node: Node): boolean {
  let inner = node
  for (const outer of ancestorsOf(node)) {
    if (fillsEmpty(file, outer, inner)) return true
    if (isFunction(outer)) return isCalledOnce(outer) || fillsAfterReturn(file, outer, node)
    inner = outer
  }
  return false
}

const onceMakers = new Set(['once', 'lazy', 'memo', 'memoize', 'memoizee', 'nanomemoize'])

// `const read = once(() => …)`, and what remembers its answer and asks for nothing.
function isCalledOnce(fn: FunctionNode): boolean {
  const call = parentOf(wrapped(fn))
  return call?.type === 'CallExpression' && call.arguments[0] === wrapped(fn) && fn.params.length === 0
    && onceMakers.has(calleeName(call) ?? '')
}

function fillsEmpty(file: SourceFile, outer: Node, inner: Node): boolean {
  switch (outer.type) {
    case 'AssignmentExpression':
      return outer.right === inner && /^(?:\?\?|\|\|)=$/.test(outer.operator) && isFilledIn(file, outer.left, outer)
    case 'LogicalExpression':
      return outer.right === inner && outer.operator !== '&&' && isFilledIn(file, outer.left, assignmentOf(outer) ?? inner)
    case 'ConditionalExpression':
      return outer.alternate === inner ? isFilledIn(file, outer.test, inner) : isFilledWhenEmpty(file, outer, inner)
    case 'IfStatement': return isFilledWhenEmpty(file, outer, inner)
    default: return false
  }
}

// `text = text ?? read()`.
function assignmentOf(value: Node): Node | undefined {
  const parent = parentOf(wrapped(value))
  return parent?.type === 'AssignmentExpression' ? parent : undefined
}

type Branch = ESTree.IfStatement | ESTree.ConditionalExpression

function isFilledWhenEmpty(file: SourceFile, branch: Branch, inner: Node): boolean {
  return inner === branch.consequent && partsOf(branch.test, '&&').some((part) => {
    const value = emptied(part)
    return value !== undefined && isFilledIn(file, value, inner)
  })
}

// `if (text) return text` before: what follows runs while it is empty, and fills it.
function fillsAfterReturn(file: SourceFile, fn: FunctionNode, node: Node): boolean {
  if (fn.body.type !== 'BlockStatement') return false
  const { body } = fn
  return returnsOf(file, body).some((statement) => (
    isBefore(statement, node) && partsOf(statement.test, '||').some((part) => isFilledIn(file, filled(part), body))
  ))
}

function returnsOf(file: SourceFile, block: ESTree.BlockStatement): readonly ESTree.IfStatement[] {
  return remembered(file, 'returns', block, () => block.body.flatMap((statement) => (
    statement.type === 'IfStatement' && leaves(statement.consequent) ? statement : []
  )))
}

function isBefore(one: Node, other: Node): boolean {
  return (one.range?.[1] ?? 0) <= (other.range?.[0] ?? 0)
}

function leaves(consequent: Node): boolean {
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent
  return last?.type === 'ReturnStatement'
}

function isAround(outer: Node, inner: Node): boolean {
  let ancestor = parentOf(inner)
  while (ancestor && ancestor !== outer) ancestor = parentOf(ancestor)
  return ancestor !== undefined
}

function partsOf(test: Node, operator: '&&' | '||'): readonly Node[] {
  const inner = unwrap(test)
  return inner.type === 'LogicalExpression' && inner.operator === operator
    ? [...partsOf(inner.left, operator), ...partsOf(inner.right, operator)] : [inner]
}

// What is empty when this is true: `!text`, `text == null`, `typeof text === 'undefined'`.
function emptied(test: Node): Node | undefined {
  const inner = unwrap(test)
  if (inner.type === 'UnaryExpression' && inner.operator === '!') return inner.argument
  return inner.type === 'BinaryExpression' && /^===?$/.test(inner.operator) ? compared(inner) : undefined
}

// What is full when this is true: `text`, `text !== undefined`.
function filled(test: Node): Node {
  const inner = unwrap(test)
  return (inner.type === 'BinaryExpression' && /^!==?$/.test(inner.operator) ? compared(inner) : undefined) ?? inner
}

function compared({ left, right }: ESTree.BinaryExpression): Node | undefined {
  if (!isNothing(right) || left.type === 'PrivateIdentifier') return undefined
  const inner = unwrap(left)
  return inner.type === 'UnaryExpression' && inner.operator === 'typeof' ? inner.argument : inner
}

function isNothing(node: Node): boolean {
  const inner = unwrap(node)
  if (inner.type === 'Literal') return inner.value === null || inner.value === 'undefined'
  return (inner.type === 'Identifier' && inner.name === 'undefined') || (inner.type === 'UnaryExpression' && inner.operator === 'void')
}

// Set here, and nowhere emptied again but where it is made.
function isFilledIn(file: SourceFile, value: Node, place: Node): boolean {
  const kept = keptBehind(file, unwrap(value), place)
  if (kept === undefined) return false
  const values = valuesOf(file, kept)
  return values.some((each) => isAround(place, each) && !isEmpty(each))
    && values.every((each) => (isAround(place, each) && !isEmpty(each)) || isFirst(kept, each))
}

// `this.busy = false` where it was set before: that is asked again and again.
function isEmpty(value: Node): boolean {
  const inner = unwrap(value)
  return isNothing(inner) || (inner.type === 'Literal' && !inner.value)
}

function keptBehind(file: SourceFile, value: Node, place: Node): Kept | undefined {
  if (value.type === 'Identifier') {
    const variable = file.variables.get(value)
    return variable?.defs[0]?.type === 'Variable' && outlives(variable, place) ? variable : undefined
  }
  return value.type === 'MemberExpression' && (isSelf(value.object) || isOwnClass(value.object)) ? keyName(value) : undefined
}

// `Logger.isOpen`, in the class of that name.
function isOwnClass(object: Node): boolean {
  if (object.type !== 'Identifier') return false
  for (const ancestor of ancestorsOf(object)) if (ancestor.type === 'ClassDeclaration') return ancestor.id.name === object.name
  return false
}

// A variable of the function itself is empty each time.
function outlives(variable: Scope.Variable, place: Node): boolean {
  const [declared] = variable.identifiers
  const own = isFunction(place) ? place : enclosingFunction(place)
  return own !== undefined && declared !== undefined && !isAround(own, declared)
}

function valuesOf(file: SourceFile, kept: Kept): readonly Node[] {
  if (typeof kept === 'string') return [...file.index.fields.get(kept) ?? [], ...setOnSelf(file, kept)]
  return kept.references.flatMap((reference) => reference.isWrite() ? reference.writeExpr ?? [] : [])
}

function setOnSelf(file: SourceFile, name: string): readonly Node[] {
  return (file.index.properties.get(name) ?? []).filter(({ owner }) => isSelf(owner) || isOwnClass(owner)).map(({ value }) => value)
}

// Its declaration, a class field, or a line of the constructor.
function isFirst(kept: Kept, value: Node): boolean {
  const holder = parentOf(wrapped(value))
  if (holder?.type === 'VariableDeclarator' || holder?.type === 'PropertyDefinition') return true
  if (typeof kept !== 'string') return false
  for (const ancestor of ancestorsOf(value)) {
    if (!isFunction(ancestor)) continue
    const method = parentOf(ancestor)
    return (method?.type === 'MethodDefinition' && method.kind === 'constructor')
      || (ancestor.type === 'FunctionDeclaration' && /^[A-Z]/.test(ancestor.id.name))
  }
  return false
}
