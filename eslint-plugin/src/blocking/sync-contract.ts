import type * as ESTree from 'estree'

import { functionName, type FunctionNode } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { isSyncContract, isSyncName } from '../phase/evidence.ts'
import { moduleFile } from '../modules/module-file.ts'
import { packageSourcesSync } from '../modules/package-sources.ts'
import { resolveRelative } from '../modules/relative-module.ts'
import { resolveApi } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { blocksElsewhere } from '../types/blocks-elsewhere.ts'
import { isBlocking } from './blocking-calls.ts'
import { packageOfSync } from './package-of.ts'

// A function called `…Sync` says that it blocks, so its callers are judged instead of it.
export function callsBlockingContract(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (!isSyncName(calleeName(call))) return false
  const called = functionOf(file, call.callee)
  return called ? blockingContracts(file).has(called) : blocksElsewhere(file, call, (api) => isBlocking(api, call))
}

// The same for a function of another file of the package.
export function callsImportedContract({ typescript }: SourceFile, path: string, { module, path: name }: Api): boolean {
  if (!module.startsWith('.') || !isSyncName(name)) return false
  // eslint-disable-next-line crash-only/no-blocking-call -- rules are synchronous; once for each folder, while ESLint reads its files
  const own = packageOfSync(path)
  // eslint-disable-next-line crash-only/no-blocking-call -- the same, once for each package
  const texts = own && packageSourcesSync(own.root)
  const target = texts && resolveRelative(path, module, texts)
  if (target === undefined) return false
  const file = moduleFile(texts?.get(target) ?? '', { path: target, typescript })
  return file !== undefined && [...blockingContracts(file)].some((fn) => functionName(fn) === name)
}

function blockingContracts(file: SourceFile): ReadonlySet<FunctionNode> {
  const find = () => findContracts(file)
  return answerOnce<ReadonlySet<FunctionNode>>(file, 'contracts', file.source.ast, { meanwhile: new Set(), find })
}

function findContracts(file: SourceFile): ReadonlySet<FunctionNode> {
  const blocking = new Set<FunctionNode>()
  const contracts = new Set(file.index.functions.filter((fn) => isSyncContract(fn)))
  const inside = [...contracts].flatMap((contract) => callsIn(file, contract, contracts).map((call) => ({ call, contract })))
  for (let before = -1; before !== blocking.size;) {
    before = blocking.size
    for (const { call, contract } of inside) if (!blocking.has(contract) && blocks(file, call, blocking)) blocking.add(contract)
  }
  return blocking
}

// What is written inside, but not inside another contract in there.
function callsIn(file: SourceFile, contract: FunctionNode, contracts: ReadonlySet<Node>): readonly ESTree.CallExpression[] {
  const calls: ESTree.CallExpression[] = []
  traverse(contract, file.source.visitorKeys, (node) => {
    if (node !== contract && contracts.has(node)) return 'skip'
    if (node.type === 'CallExpression') calls.push(node)
    return 'descend'
  })
  return calls
}

function blocks(file: SourceFile, call: ESTree.CallExpression, contracts: ReadonlySet<FunctionNode>): boolean {
  const api = resolveApi(file, call.callee)
  if (api && isBlocking(api, call)) return true
  const called = functionOf(file, call.callee)
  return called !== undefined && contracts.has(called)
}
