import { functionName, isFunction, parameterNames, type FunctionNode } from '../ast/function.ts'
import { parentOf, wrapped } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { usesOf, type Use } from '../resolve/uses.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { handOver } from './hand-over.ts'

// Why a function runs while the program is serving, as the end of a sentence; no answer if nothing says so.
export function whyRunning(
  file: SourceFile, fn: FunctionNode, startUpOnly: ReadonlySet<FunctionNode>,
): string | undefined {
  if (isRequestHandler(fn)) return 'in a request handler'
  for (const use of usesOf(file, fn)) {
    const why = whyLater(file, use)
    if (why !== undefined) return why
  }
  if (!isAsync(file, fn) || startUpOnly.has(fn) || isStartUpName(functionName(fn))) return undefined
  return 'in an async function'
}

const requestNames = /^_?(?:req|request|ctx)$/
const responseNames = /^_?(?:res|response|reply|resp|next)$/

// The handlers of http, Express, Koa, Fastify and Hapi all look like this, wherever they are registered.
export function isRequestHandler(fn: FunctionNode): boolean {
  const [first = '', second = '', third = ''] = parameterNames(fn)
  if (requestNames.test(first) && responseNames.test(second)) return true
  return /^_?err(?:or)?$/.test(first) && requestNames.test(second) && responseNames.test(third)
}

const laterProperties = new Set(['handler', 'transform', 'flush', 'fetch', 'onRequest', 'preHandler'])

function whyLater(file: SourceFile, use: Use): string | undefined {
  switch (use.kind) {
    case 'argument': return handOver(file, use) === 'later' ? `in a callback of \`${calleeName(use.call) ?? 'it'}\``
      : undefined
    case 'listener property': return 'in an event listener'
    case 'property of argument': return laterProperties.has(use.name) ? `in the callback \`${use.name}\`` : undefined
    default: return undefined
  }
}

const startUpNames = /^(?:main|cli|boot(?:strap)?|start(?:up)?|init(?:iali[sz]e)?|set-?up|configure|install|build|migrate)$/i

function isStartUpName(name: string | undefined): boolean {
  return name !== undefined && startUpNames.test(name)
}

function isAsync(file: SourceFile, fn: FunctionNode): boolean {
  return fn.async === true || promiseMakers(file).has(fn)
}

// Functions that say `return new Promise(…)` are async functions in an older spelling.
function promiseMakers(file: SourceFile): ReadonlySet<FunctionNode> {
  const find = () => new Set(file.index.functions.flatMap((executor) => promiseMaker(executor) ?? []))
  return answerOnce<ReadonlySet<FunctionNode>>(file, 'promises', file.source.ast, { meanwhile: new Set(), find })
}

function promiseMaker(executor: FunctionNode): FunctionNode | undefined {
  const made = parentOf(executor)
  if (made?.type !== 'NewExpression' || calleeName(made) !== 'Promise') return undefined
  const holder = parentOf(wrapped(made))
  if (holder?.type === 'ArrowFunctionExpression') return holder
  if (holder?.type !== 'ReturnStatement') return undefined
  let outer = parentOf(holder)
  while (outer && !isFunction(outer)) outer = parentOf(outer)
  return outer
}

// Functions whose purpose is to block: `…Sync` by contract, and what runs while the process is dying or under test.
export function isLeftAlone(file: SourceFile, fn: FunctionNode): boolean {
  if (isSyncContract(fn)) return true
  const uses = usesOf(file, fn)
  const isHarmless = (use: Use) => use.kind === 'argument' && handOver(file, use) === 'left alone'
  return uses.some(isHarmless) && uses.every((use) => use.kind === 'exported' || use.kind === 'other' || isHarmless(use))
}

// The name of a class says it for all its methods: `class FileSync`.
export function isSyncContract(fn: FunctionNode): boolean {
  return isSyncName(functionName(fn)) || isSyncName(className(fn))
}

function isSyncName(name: string | undefined): boolean {
  return name !== undefined && /.Sync$/.test(name)
}

function className(fn: FunctionNode): string | undefined {
  const body = parentOf(parentOf(fn) ?? fn)
  const owner = body?.type === 'ClassBody' ? parentOf(body) : undefined
  return owner?.type === 'ClassDeclaration' || owner?.type === 'ClassExpression' ? owner.id?.name : undefined
}
