import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { remembered, type SourceFile } from '../source-file.ts'

type Call = ESTree.CallExpression | ESTree.NewExpression

// One thing that is done with what a call gives back: `made.a.b(…)`, `made.a.b = …`, `other(made)`.
export interface UseOfResult {
  readonly path: readonly string[]
  readonly call?: ESTree.CallExpression
  readonly isSet?: boolean
  readonly handedTo?: ESTree.CallExpression
}

// Through a chain, through the variable that it is stored in, and through `this.name`.
export function usesOfResult(file: SourceFile, call: Call): readonly UseOfResult[] {
  const value = outermost(call)
  const holder = parentOf(value)
  if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier') {
    return ofVariable(file, file.source.getDeclaredVariables(holder)[0])
  }
  if (holder?.type !== 'AssignmentExpression') return chainFrom(value)
  const target = unwrap(holder.left)
  if (target.type === 'Identifier') return ofVariable(file, file.variables.get(target))
  return target.type === 'MemberExpression' ? ofField(file, target) : []
}

// `await connect(…)` gives what `connect(…)` gives.
function outermost(call: Call): Node {
  const value = wrapped(call)
  const parent = parentOf(value)
  return parent?.type === 'AwaitExpression' ? wrapped(parent) : value
}

function ofVariable(file: SourceFile, variable: Scope.Variable | undefined): readonly UseOfResult[] {
  const [declared] = variable?.identifiers ?? []
  if (!variable || !declared) return []
  return remembered(file, 'uses of result', declared, () =>
    variable.references.flatMap(({ identifier }) => chainFrom(identifier as Node)))
}

// `this.socket` anywhere in the file.
function ofField(file: SourceFile, target: ESTree.MemberExpression): readonly UseOfResult[] {
  if (unwrap(target.object).type !== 'ThisExpression') return []
  const name = keyName(target) ?? ''
  return remembered(file, `uses of this.${name}`, file.source.ast, () => (file.index.members.get(name) ?? [])
    .filter((each) => unwrap(each.object).type === 'ThisExpression').flatMap((each) => chainFrom(each)))
}

// `made.on('a', f).on('b', g)`: each method of a chain is called on what was made.
function chainFrom(node: Node): readonly UseOfResult[] {
  const uses: UseOfResult[] = []
  let path: string[] = []
  let inner = wrapped(node)
  for (let outer = parentOf(inner); outer; outer = parentOf(inner)) {
    if (outer.type === 'MemberExpression' && outer.object === inner) path.push(keyName(outer) ?? '')
    else if (outer.type === 'CallExpression' && outer.callee === inner && path.length > 0) {
      uses.push({ path, call: outer })
      path = []
    } else break
    inner = wrapped(outer)
  }
  const end = parentOf(inner)
  if (end?.type === 'AssignmentExpression' && end.left === inner && path.length > 0) uses.push({ path, isSet: true })
  if (end?.type === 'CallExpression' && end.callee !== inner && path.length === 0) uses.push({ path, handedTo: end })
  return uses
}
