import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction, type FunctionNode } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import type { SourceFile } from '../source-file.ts'

// Whether code stands behind a guard by which a function does its work once: `if (watchers.length) return`, where it sets what it
// asks for. When that once is, nobody can tell: mostly at the start.
export function isBehindOnceGuard(file: SourceFile, node: Node): boolean {
  for (const ancestor of ancestorsOf(node)) {
    if (isFunction(ancestor) && ancestor.body.type === 'BlockStatement' && isGuarded(file, ancestor, ancestor.body, node)) return true
  }
  return false
}

function isGuarded(file: SourceFile, fn: FunctionNode, { body }: ESTree.BlockStatement, node: Node): boolean {
  return body.some((statement) => {
    if (statement.type !== 'IfStatement' || isBefore(node, statement) || !leaves(statement.consequent)) return false
    const asked = askedVariable(file, statement.test)
    return asked !== undefined && !isWithin(asked.scope.block, fn) && asked.references.some((each) => isSet(each, fn))
  })
}

function isBefore(one: Node, other: Node): boolean {
  return (one.range?.[0] ?? 0) < (other.range?.[1] ?? 0)
}

function leaves(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'ReturnStatement'
}

// `started`, `watchers.length`, `seen.size`.
function askedVariable(file: SourceFile, test: Node): Scope.Variable | undefined {
  const inner = unwrap(test)
  const isSize = inner.type === 'MemberExpression' && /^(?:length|size)$/.test(keyName(inner) ?? '')
  const asked = isSize ? unwrap(inner.object) : inner
  return asked.type === 'Identifier' ? file.variables.get(asked) : undefined
}

function isWithin(block: Node, fn: FunctionNode): boolean {
  if (block === fn) return true
  for (const ancestor of ancestorsOf(block)) if (ancestor === fn) return true
  return false
}

// `started = true`, `watchers.push(one)`, within the function.
function isSet(reference: Scope.Reference, fn: FunctionNode): boolean {
  const place = reference.identifier as Node
  if (!isWithin(place, fn)) return false
  if (reference.isWrite()) return true
  const member = parentOf(wrapped(place))
  return member?.type === 'MemberExpression' && member.object === place && /^(?:push|add|set|unshift)$/.test(keyName(member) ?? '')
}
