import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'

// What becomes of a path through statements: each one ends the process, some go on to the next statement, or some
// leave the function without an end.
type Flow = 'ends' | 'falls' | 'leaks'
type Ends = (expression: Node) => boolean

export function flowOf(node: Node, ends: Ends): Flow {
  switch (node.type) {
    case 'BlockStatement': return flowOfList(node.body, ends)
    case 'ExpressionStatement': return ends(node.expression) ? 'ends' : 'falls'
    case 'VariableDeclaration': return node.declarations.some(({ init }) => init && ends(init)) ? 'ends' : 'falls'
    case 'ThrowStatement': return 'ends'
    case 'ReturnStatement': return node.argument && ends(node.argument) ? 'ends' : 'leaks'
    case 'IfStatement': return flowOfIf(node, ends)
    case 'TryStatement': return flowOfTry(node, ends)
    case 'SwitchStatement': return flowOfSwitch(node, ends)
    case 'LabeledStatement': return flowOf(node.body, ends)
    case 'ForStatement': case 'ForOfStatement': case 'ForInStatement': case 'WhileStatement': case 'DoWhileStatement':
      return flowOf(node.body, ends) === 'leaks' ? 'leaks' : 'falls'
    default: return 'falls'
  }
}

function flowOfList(statements: readonly Node[], ends: Ends): Flow {
  for (const statement of statements) {
    const flow = flowOf(statement, ends)
    if (flow !== 'falls') return flow
  }
  return 'falls'
}

// `if (exiting) return` and `if (!exiting) exit()`: the process is ending already.
function flowOfIf({ test, consequent, alternate }: ESTree.IfStatement, ends: Ends): Flow {
  const [first, second] = [flowOf(consequent, ends), alternate ? flowOf(alternate, ends) : 'falls']
  if (isEndingState(test)) return first === 'leaks' ? second : first === 'ends' && !alternate ? 'falls' : meet(first, second)
  if (isNotYet(test) || asksForListeners(test)) return first
  return ends(test) ? 'ends' : meet(first, second)
}

function meet(one: Flow, other: Flow): Flow {
  if (one === 'leaks' || other === 'leaks') return 'leaks'
  return one === 'ends' && other === 'ends' ? 'ends' : 'falls'
}

const endingStates = /exit|shut|stop|clos|end(?:ed|ing)|dying|dead|handl|called|done|crash|terminat|quit|kill|already|once|destroy|fail(?:ed|ing)|in_?progress/i

// `!exiting`, `exiting === false`, `exiting !== true`.
function isNotYet(test: Node): boolean {
  const inner = unwrap(test)
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isEndingState(inner.argument)
  if (inner.type !== 'BinaryExpression' || inner.right.type !== 'Literal') return false
  const says = inner.operator.startsWith('=') ? false : inner.operator.startsWith('!') ? true : undefined
  return inner.right.value === says && isEndingState(inner.left)
}

// `process.listenerCount('uncaughtException') === 1`: another listener decides.
function asksForListeners(test: Node): boolean {
  const inner = unwrap(test)
  if (inner.type === 'BinaryExpression') return asksForListeners(inner.left)
  if (inner.type === 'CallExpression') return /^listener(?:s|Count)$/.test(calleeName(inner) ?? '')
  return inner.type === 'MemberExpression' && keyName(inner) === 'length' && asksForListeners(inner.object)
}

function isEndingState(test: Node): boolean {
  const inner = unwrap(test)
  if (inner.type === 'LogicalExpression') return isEndingState(inner.left)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name !== undefined && endingStates.test(name)
}

function flowOfTry({ block, handler, finalizer }: ESTree.TryStatement, ends: Ends): Flow {
  const last = finalizer ? flowOf(finalizer, ends) : 'falls'
  if (last !== 'falls') return last
  const tried = flowOf(block, ends)
  if (tried === 'ends' && !(handler && throwsLast(block))) return 'ends'
  const caught = handler ? flowOf(handler.body, ends) : 'ends'
  return tried === 'leaks' || caught === 'leaks' ? 'leaks' : tried === 'ends' ? caught : 'falls'
}

function throwsLast({ body }: ESTree.BlockStatement): boolean {
  return body.at(-1)?.type === 'ThrowStatement'
}

function flowOfSwitch({ cases }: ESTree.SwitchStatement, ends: Ends): Flow {
  const flows = cases.filter(({ consequent }) => consequent.length > 0).map(({ consequent }) => flowOfList(consequent, ends))
  if (flows.includes('leaks')) return 'leaks'
  return cases.some(({ test }) => !test) && flows.every((flow) => flow === 'ends') ? 'ends' : 'falls'
}
