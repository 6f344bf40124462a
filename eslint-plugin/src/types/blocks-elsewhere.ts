import type * as ESTree from 'estree'

import { unwrap } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { isSyncName } from '../phase/evidence.ts'
import type { Api } from '../resolve/canonical.ts'
import type { SourceFile } from '../source-file.ts'
import { typesOf, type TsNode, type Types } from './checker.ts'
import { apiOfDeclaration } from './typed-api.ts'

const declarationsMax = 100

// A function of another file that is called `…Sync` says that it blocks. With types it can be looked whether it does.
export function blocksElsewhere(file: SourceFile, call: ESTree.CallExpression, isBlocking: (api: Api) => boolean): boolean {
  if (!isSyncName(calleeName(call))) return false
  const types = typesOf(file)
  const callee = unwrap(call.callee)
  const name = types?.nodeOf(callee.type === 'MemberExpression' ? callee.property : callee)
  const callKind = types?.nodeOf(call)?.kind
  return types !== undefined && name !== undefined && callKind !== undefined && blocks({ types, callKind, isBlocking }, name)
}

interface Search {
  readonly types: Types
  readonly callKind: number
  readonly isBlocking: (api: Api) => boolean
}

// Functions are followed from call to call, each once, and not into packages.
function blocks({ types, callKind, isBlocking }: Search, name: TsNode): boolean {
  const waiting = [...types.declarationsOf(name)]
  const seen = new Set<TsNode>()
  const isFoundIn = (node: TsNode): boolean => {
    if (node.kind === callKind && node.expression) {
      const declarations = types.declarationsOf(node.expression.name ?? node.expression)
      if (declarations.some((each) => isBlockingDeclaration(each, isBlocking))) return true
      waiting.push(...declarations)
    }
    return node.forEachChild((child) => isFoundIn(child) || undefined) === true
  }
  for (let next = waiting.pop(); next && seen.size < declarationsMax; next = waiting.pop()) {
    if (seen.has(next) || /\.d\.[cm]?ts$|\/node_modules\//.test(next.getSourceFile().fileName)) continue
    seen.add(next)
    if (isFoundIn(next)) return true
  }
  return false
}

function isBlockingDeclaration(declaration: TsNode, isBlocking: (api: Api) => boolean): boolean {
  const api = apiOfDeclaration(declaration)
  return api !== undefined && isBlocking(api)
}
