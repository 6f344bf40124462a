import { parentOf, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'

// The property names from a value to a name that is bound in a pattern: `{ promises: { readFile: read } }` binds
// `read` after the steps `promises`, `readFile`. No answer for array patterns and loops.
export function stepsTo(bound: Node, value: Node): readonly string[] | 'default value' | undefined {
  const steps: string[] = []
  let node = bound
  for (let parent = parentOf(node); parent; node = parent, parent = parentOf(parent)) {
    if (parent.type === 'VariableDeclarator') return parent.init === value ? steps.reverse() : undefined
    if (parent.type === 'AssignmentExpression') {
      return parent.right === value && parent.operator !== '+=' ? steps.reverse() : undefined
    }
    if (parent.type === 'AssignmentPattern' && parent.right === value) return 'default value'
    if (parent.type === 'ArrayPattern' || parent.type === 'ForOfStatement') return undefined
    if (parent.type !== 'Property') continue
    const name = keyName(parent)
    if (name === undefined) return undefined
    steps.push(name)
  }
  return undefined
}
