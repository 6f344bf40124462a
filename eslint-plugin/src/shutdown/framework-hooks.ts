import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { parentOf, unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { importedModules } from '../blocking/cli-file.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

// A place where a framework is given something to run before it ends.
export interface FrameworkHook {
  readonly framework: string
  readonly hook: string
  // What runs; none for a call that only switches such hooks on.
  readonly handler: Node | undefined
}

// One of these words stands in every file that can have one.
export const hookWords = /onModuleDestroy|[aA]pplicationShutdown|enableShutdownHooks|onClose|preClose|onP(?:re|ost)Stop|beforeClose|terminating|@adonisjs|onStop|OnShutdown|hook\(/

const nestMethods = new Set(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'])

// Methods that Nest, AdonisJS and their like call by name.
export function findHookMethod(file: SourceFile, method: ESTree.MethodDefinition): FrameworkHook | undefined {
  const name = keyName(method)
  const handler = method.value as Node
  if (name === undefined || method.static || !isFunction(handler)) return undefined
  if (nestMethods.has(name) && imports(file, /^@nestjs\//)) return { framework: 'Nest', hook: name, handler }
  if (name === 'shutdown' && imports(file, /^@adonisjs\//) && nameOfClass(method).endsWith('Provider')) {
    return { framework: 'AdonisJS', hook: name, handler }
  }
  if (name === 'beforeClose' && /(?:Boot|Hook|App)/i.test(nameOfClass(method))) return { framework: 'Egg', hook: name, handler }
  return isDecorated(method) ? { framework: 'the framework', hook: name, handler } : undefined
}

// `@OnShutdown()` of TypeScript.
function isDecorated(method: ESTree.MethodDefinition): boolean {
  const { decorators = [] } = method as unknown as { decorators?: { expression: Node }[] }
  return decorators.some(({ expression }) => {
    const inner = expression.type === 'CallExpression' ? unwrap(expression.callee) : unwrap(expression)
    return inner.type === 'Identifier' && /^(?:On|Before)(?:Application)?(?:Shutdown|Exit)$/.test(inner.name)
  })
}

function nameOfClass(method: Node): string {
  const body = parentOf(method)
  const owner = body && parentOf(body)
  return owner?.type === 'ClassDeclaration' || owner?.type === 'ClassExpression' ? owner.id?.name ?? '' : ''
}

interface HookCall {
  readonly framework: string
  readonly events?: RegExp
  // Where the name alone could mean something else.
  readonly imported?: RegExp
}

const calls: Readonly<Record<string, HookCall>> = {
  enableShutdownHooks: { framework: 'Nest' },
  addHook: { framework: 'Fastify', events: /^(?:onClose|preClose)$/ },
  onClose: { framework: 'Fastify', imported: /^fastify(?:-plugin)?$/ },
  ext: { framework: 'Hapi', events: /^onP(?:re|ost)Stop$/ },
  beforeClose: { framework: 'Egg' },
  terminating: { framework: 'AdonisJS' },
  onStop: { framework: 'LoopBack', imported: /^@loopback\// },
  hook: { framework: 'Nitro', events: /^close$/, imported: /^(?:nitropack|nitro|#imports|h3|nuxt|@nuxt\/kit)/ },
}

export function findHookCall(file: SourceFile, call: ESTree.CallExpression): FrameworkHook | undefined {
  if (unwrap(call.callee).type !== 'MemberExpression') return undefined
  const name = calleeName(call) ?? ''
  const found = Object.hasOwn(calls, name) ? calls[name] : undefined
  if (!found || (found.imported && !imports(file, found.imported))) return undefined
  const { framework, events } = found
  const [first] = call.arguments
  if (name === 'enableShutdownHooks') return { framework, hook: name, handler: undefined }
  if (!events) return first && isHandler(file, first) ? { framework, hook: name, handler: first } : undefined
  const hook = first && first.type !== 'SpreadElement' ? stringsOf(file, first).find((each) => events.test(each)) : undefined
  const handler = call.arguments[1]
  return hook === undefined || !handler ? undefined : { framework, hook, handler }
}

// `onClose={…}` and setters take something else.
function isHandler(file: SourceFile, node: Node): boolean {
  return isFunction(node) || functionOf(file, node) !== undefined
}

function imports(file: SourceFile, module: RegExp): boolean {
  const find = () => importedModules(file)
  const imported = answerOnce<readonly string[]>(file, 'imported', file.source.ast, { meanwhile: [], find })
  return imported.some((each) => module.test(each))
}
