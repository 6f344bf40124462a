import { enclosingFunction, functionName, isFunction, parameterNames, type FunctionNode } from '../ast/function.ts'
import { parentOf, wrapped, type Node } from '../ast/node.ts'
import { calleeName } from '../ast/property-name.ts'
import { usesOf, type Use } from '../resolve/uses.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { className } from './class-name.ts'
import { handOver, isOfStart, isPartOfCaller, laterNames } from './hand-over.ts'
import { promiseNames } from './methods.ts'
import { isOfBuildPlugin } from './object-methods.ts'
import { isStartUpName } from './start-up-names.ts'

// Why a function is known to run from the event loop, as the end of a sentence; no answer if nothing says so.
export function whyFromLoop(file: SourceFile, fn: FunctionNode): string | undefined {
  if (isRequestHandler(fn)) return 'in a request handler'
  for (const use of usesOf(file, fn)) {
    const why = whyLater(file, use)
    if (why !== undefined) return why
  }
  return undefined
}

// An async function may be what starts the program, and so may what goes on in a callback; if nothing says so, it is taken for work.
export function whyAsync(file: SourceFile, fn: FunctionNode): string | undefined {
  if (isAsync(file, fn)) return isOfSetUp(file, fn) ? undefined : 'in an async function'
  const next = usesOf(file, fn).find((use) => use.kind === 'argument' && handOver(file, use) === 'next')
  return next && 'call' in next ? `in a callback of \`${calleeName(next.call) ?? 'it'}\`` : undefined
}

function isOfSetUp(file: SourceFile, fn: FunctionNode): boolean {
  if (isStartUpName(functionName(fn)) || isPlugin(fn) || isOfBuildPlugin(fn)) return true
  return functionName(fn) === undefined && usesOf(file, fn).some((use) => use.kind === 'argument' && isOfStart(file, use))
}

// `async function routes(app, options)`: what a server is given to set itself up with.
function isPlugin(fn: FunctionNode): boolean {
  return /^(?:app|fastify|server|nuxt|nitro|vite)$/.test(parameterNames(fn)[0] ?? '')
}

const requestNames = /^_?(?:req|request|ctx)$/
const responseNames = /^_?(?:res|response|reply|resp|next)$/

// The handlers of http, Express, Koa, Fastify and Hapi all look like this, wherever they are registered.
export function isRequestHandler(fn: FunctionNode): boolean {
  const [first = '', second = '', third = ''] = parameterNames(fn)
  if (requestNames.test(first) && responseNames.test(second)) return true
  return /^_?err(?:or)?$/.test(first) && requestNames.test(second) && responseNames.test(third)
}

// What multer, caches, timers, streams and clients are given to call when something happens.
const laterProperties = new Set(['handler', 'transform', 'flush', 'fetch', 'preHandler', 'dispose', 'callback', 'filename', 'destination',
  'authorize', 'authenticate', 'write', 'beforeSend', 'collect'])

function whyLater(file: SourceFile, use: Use): string | undefined {
  switch (use.kind) {
    case 'argument': return handOver(file, use) === 'later' ? `in a callback of \`${calleeName(use.call) ?? 'it'}\``
      : undefined
    case 'listener property': return 'in an event listener'
    case 'property of argument':
      return laterProperties.has(use.name) || laterNames.test(use.name) ? `in the callback \`${use.name}\`` : undefined
    default: return undefined
  }
}

function isAsync(file: SourceFile, fn: FunctionNode): boolean {
  return fn.async === true || promiseMakers(file).has(fn) || takesCallback(fn)
}

// `load(name, callback)`: the oldest spelling of an async function. What a whole module is may be its part of the start.
function takesCallback(fn: FunctionNode): boolean {
  const name = functionName(fn)
  return name !== undefined && name !== 'exports' && /^_?(?:cb|callback|done)$/.test(parameterNames(fn).at(-1) ?? '')
}

// Functions that say `return new Promise(…)` are async functions in an older spelling.
function promiseMakers(file: SourceFile): ReadonlySet<FunctionNode> {
  const find = () => new Set(file.index.functions.flatMap((executor) => promiseMaker(executor) ?? []))
  return answerOnce<ReadonlySet<FunctionNode>>(file, 'promises', file.source.ast, { meanwhile: new Set(), find })
}

// `return new Promise((resolve) => …)`, and `return __awaiter(this, void 0, void 0, function* () { … })` of compilers.
function promiseMaker(executor: FunctionNode): FunctionNode | undefined {
  const made = parentOf(executor)
  if (made?.type !== 'NewExpression' && made?.type !== 'CallExpression') return undefined
  if (!(made.type === 'NewExpression' ? promiseNames : /^(?:__awaiter|__async)$/).test(calleeName(made) ?? '')) return undefined
  const holder = parentOf(wrapped(made))
  if (holder?.type === 'ArrowFunctionExpression') return holder
  if (holder?.type !== 'ReturnStatement') return undefined
  let outer = parentOf(holder)
  while (outer && !isFunction(outer)) outer = parentOf(outer)
  return outer
}

// What is left alone whatever it does: functions whose name says that they block, and what runs while the process is
// dying or under test. A function that only such functions call is one as well.
export function findLeftAlone(file: SourceFile, functions: readonly FunctionNode[]): ReadonlySet<FunctionNode> {
  const found = new Set(functions.filter((fn) => isSyncContract(fn) || isEnding(functionName(fn)) || isForTests(fn)))
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const fn of functions) if (!found.has(fn) && isOnlyUsedIn(file, fn, found)) found.add(fn)
  }
  return found
}

const endings = /^(?:_?on_?(?:process_?)?exit|_?(?:graceful_?)?shut_?down|_?exit_?handler|_?before_?exit|_?clean_?up_?on_?exit|_?tear_?down|_?(?:on_?)?unload)$/i

function isEnding(name: string | undefined): boolean {
  return endings.test(name ?? '')
}

// `assertExists`, `class FakeDisk`.
function isForTests(fn: FunctionNode): boolean {
  return /^_?assert(?:$|[A-Z_])/.test(functionName(fn) ?? '')
    || /^(?:Fake|Dummy)(?:$|[A-Z])|(?:Mock|Fixture)$/.test(className(fn) ?? '')
}

function isOnlyUsedIn(file: SourceFile, fn: FunctionNode, leftAlone: ReadonlySet<FunctionNode>): boolean {
  const uses = usesOf(file, fn)
  const isHarmless = (use: Use) => use.kind === 'argument' && handOver(file, use) === 'left alone'
  const isWithin = (use: Use) => leftAlone.size > 0 && (use.kind === 'call' || (use.kind === 'argument' && isPartOfCaller(file, use)))
    && isInside(use.call, leftAlone)
  if (!uses.some((use) => isHarmless(use) || isWithin(use))) return false
  return uses.every((use) => use.kind === 'exported' || use.kind === 'other' || isHarmless(use) || isWithin(use))
}

function isInside(node: Node, functions: ReadonlySet<FunctionNode>): boolean {
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) if (functions.has(fn)) return true
  return false
}

// The name of a class says it for all its methods: `class FileSync`. An async function that is called so synchronizes something.
export function isSyncContract(fn: FunctionNode): boolean {
  return fn.async !== true && (isSyncName(functionName(fn)) || isSyncName(className(fn)))
}

// `readSync`, and `readSyncFromEnd` as well.
export function isSyncName(name: string | undefined): boolean {
  return name !== undefined && /.Sync(?:$|[A-Z_])/.test(name)
}
