import type { SourceCode } from 'eslint'

import type { Node } from './node.ts'

export type Descend = 'descend' | 'skip'

// Pre-order, on an explicit stack: generated files nest deeper than the call stack allows.
export function traverse(root: Node, keys: SourceCode['visitorKeys'], visit: (node: Node) => Descend): void {
  const stack: Node[] = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === 'descend') for (const child of childrenOf(node, keys).reverse()) stack.push(child)
  }
}

function childrenOf(node: Node, keys: SourceCode['visitorKeys']): Node[] {
  const children: Node[] = []
  for (const key of keys[node.type] ?? []) {
    const value = (node as unknown as Record<string, Node | (Node | null)[] | null | undefined>)[key]
    if (Array.isArray(value)) for (const child of value) { if (child) children.push(child) }
    else if (value) children.push(value)
  }
  return children
}
