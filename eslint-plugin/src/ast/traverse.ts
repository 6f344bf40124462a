import type { SourceCode } from 'eslint'

import type { Node } from './node.ts'

export type Descend = 'descend' | 'skip'
type Children = Node | (Node | null)[] | null | undefined

// Every node once, parents first, siblings in no promised order. On an explicit stack, because generated files nest
// deeper than the call stack allows.
export function traverse(root: Node, keys: SourceCode['visitorKeys'], visit: (node: Node) => Descend): void {
  walk(root, keys, visit, new Set())
}

// Names and values are half of all nodes. Who does not ask for them need not visit them.
const names = new Set(['Identifier', 'Literal', 'TemplateElement', 'ThisExpression', 'PrivateIdentifier'])

export function traverseCode(root: Node, keys: SourceCode['visitorKeys'], visit: (node: Node) => void): void {
  walk(root, keys, (node) => { visit(node); return 'descend' }, names)
}

function walk(root: Node, keys: SourceCode['visitorKeys'], visit: (node: Node) => Descend, without: ReadonlySet<string>): void {
  const stack: Node[] = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === 'skip') continue
    for (const key of keys[node.type] ?? []) {
      const children = (node as unknown as Record<string, Children>)[key]
      if (!children) continue
      if (!Array.isArray(children)) push(stack, children, without)
      else for (const child of children) push(stack, child, without)
    }
  }
}

function push(stack: Node[], child: Node | null, without: ReadonlySet<string>): void {
  if (child && !without.has(child.type)) stack.push(child)
}
