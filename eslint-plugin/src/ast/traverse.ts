import type { SourceCode } from 'eslint'

import type { Node } from './node.ts'

export type Descend = 'descend' | 'skip'
type Children = Node | (Node | null)[] | null | undefined

// Every node once, parents first, siblings in no promised order. On an explicit stack, because generated files nest
// deeper than the call stack allows.
export function traverse(root: Node, keys: SourceCode['visitorKeys'], visit: (node: Node) => Descend): void {
  const stack: Node[] = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === 'skip') continue
    for (const key of keys[node.type] ?? []) push(stack, (node as unknown as Record<string, Children>)[key])
  }
}

function push(stack: Node[], children: Children): void {
  if (!Array.isArray(children)) {
    if (children) stack.push(children)
    return
  }
  for (const child of children) if (child) stack.push(child)
}
