import type { SourceCode } from 'eslint'

import type { Node } from './node.ts'

export type Descend = 'descend' | 'skip'
type Keys = SourceCode['visitorKeys']
type Child = Node | null | undefined
type Children = Child | readonly Child[]

// Every node once, parents first, siblings in no promised order. On an explicit stack, because generated files nest
// deeper than the call stack allows.
export function traverse(root: Node, keys: Keys, visit: (node: Node) => Descend): void {
  const stack: Node[] = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (visit(node) === 'skip') continue
    for (const key of keys[node.type] ?? []) {
      const children = (node as unknown as Record<string, Children>)[key]
      if (!isList(children)) { if (children) stack.push(children) } else for (const child of children) if (child) stack.push(child)
    }
  }
}

// The same without names and values, which are half of all nodes and have no code in them.
export function traverseCode(root: Node, keys: Keys, visit: (node: Node) => void): void {
  const stack: Node[] = [root]
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node)
    pushCode(stack, node, keys)
  }
}

// To look up by name what a node has takes longer than all else, so what most of the code consists of is written out.
function pushCode(stack: Node[], node: Node, keys: Keys): void {
  switch (node.type) {
    case 'ExpressionStatement': push(stack, node.expression); return
    case 'BlockStatement': pushAll(stack, node.body); return
    case 'MemberExpression': push(stack, node.object); push(stack, node.property); return
    case 'CallExpression': case 'NewExpression': push(stack, node.callee); pushAll(stack, node.arguments); return
    case 'AssignmentExpression': case 'BinaryExpression': case 'LogicalExpression': push(stack, node.left); push(stack, node.right); return
    case 'VariableDeclaration': pushAll(stack, node.declarations); return
    case 'VariableDeclarator': push(stack, node.id); push(stack, node.init); return
    case 'Property': push(stack, node.key); push(stack, node.value); return
    case 'IfStatement': push(stack, node.test); push(stack, node.consequent); push(stack, node.alternate); return
    default: pushByKeys(stack, node, keys)
  }
}

function pushByKeys(stack: Node[], node: Node, keys: Keys): void {
  for (const key of keys[node.type] ?? []) {
    const children = (node as unknown as Record<string, Children>)[key]
    if (isList(children)) pushAll(stack, children)
    else push(stack, children)
  }
}

function pushAll(stack: Node[], children: readonly Child[]): void {
  for (const child of children) push(stack, child)
}

function push(stack: Node[], child: Child): void {
  if (child && !isName(child)) stack.push(child)
}

function isName({ type }: Node): boolean {
  return type === 'Identifier' || type === 'Literal' || type === 'ThisExpression' || type === 'TemplateElement'
    || type === 'PrivateIdentifier'
}

function isList(children: Children): children is readonly Child[] {
  return Array.isArray(children)
}
