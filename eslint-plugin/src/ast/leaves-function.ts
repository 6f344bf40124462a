import type { Node } from './node.ts'

// Whether a branch ends with `return` or `throw`.
export function leavesFunction(branch: Node): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}
