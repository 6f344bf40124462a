import type * as ESTree from 'estree'

export type Node = ESTree.Node

// ESLint sets `parent` on every node before the first rule runs; only the type does not know it.
export function parentOf(node: Node): Node | undefined {
  return (node as Node & { parent?: Node | null }).parent ?? undefined
}

const wrappers = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion',
  'TSInstantiationExpression', 'ChainExpression', 'ParenthesizedExpression'])

// What is left of an expression when everything is taken off that does not exist at run time.
export function unwrap(node: Node): Node {
  let inner = node
  while (wrappers.has(inner.type)) inner = (inner as unknown as { expression: Node }).expression
  return inner
}

// The outermost wrapper around an expression: the node whose parent says how the expression is used.
export function wrapped(node: Node): Node {
  let outer = node
  for (let parent = parentOf(outer); parent && wrappers.has(parent.type); parent = parentOf(outer)) outer = parent
  return outer
}

export function* ancestorsOf(node: Node): Generator<Node> {
  for (let parent = parentOf(node); parent; parent = parentOf(parent)) yield parent
}

// For sorting: in the order of the file.
export function byPlace(one: Node, other: Node): number {
  return (one.range?.[0] ?? 0) - (other.range?.[0] ?? 0)
}
