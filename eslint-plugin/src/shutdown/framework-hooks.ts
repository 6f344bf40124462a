import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { parentOf, unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { importedModules } from '../blocking/cli-file.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import { remembered, type SourceFile } from '../source-file.ts'

// A place where a framework is given something to run before it ends.
export interface FrameworkHook {
  readonly framework: string
  readonly hook: string
  // What runs; none for a call that only switches such hooks on.
  readonly handler: Node | undefined
}

// One of these words stands in every file that can have one.
export const hookWords = /onModuleDestroy|[aA]pplicationShutdown|enableShutdownHooks|onClose|preClose|onP(?:re|ost)Stop|beforeClose|terminating|@adonisjs|onStop|OnShutdown|\$onDestroy|stopped|lifeCycleObserver|LifeCycleObserver|will-quit|before-quit|hook(?:Once)?\(/

// Nobody but Nest has methods of these names, so it is no matter what the file imports.
const nestMethods = new Set(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'])

// Methods that Nest, AdonisJS and their like call by name.
export function findHookMethod(file: SourceFile, method: ESTree.MethodDefinition): FrameworkHook | undefined {
  const name = keyName(method)
  const handler = method.value as Node
  if (name === undefined || method.static || !isFunction(handler)) return undefined
  if (nestMethods.has(name)) return { framework: 'Nest', hook: name, handler }
  if (name === 'onStop' && imports(file, /^@midwayjs\//)) return { framework: 'Midway', hook: name, handler }
  if (name === '$onDestroy' && imports(file, /^@tsed\//)) return { framework: 'Ts.ED', hook: name, handler }
  if (name === 'stop' && isLifeCycleObserver(method)) return { framework: 'LoopBack', hook: name, handler }
  if (name === 'shutdown' && imports(file, /^@adonisjs\//) && nameOfClass(method).endsWith('Provider')) {
    return { framework: 'AdonisJS', hook: name, handler }
  }
  if (name === 'beforeClose' && /(?:Boot|Hook|App)/i.test(nameOfClass(method))) return { framework: 'Egg', hook: name, handler }
  return isDecorated(method) ? { framework: 'the framework', hook: name, handler } : undefined
}

// `@OnShutdown()` of TypeScript.
function isDecorated(method: ESTree.MethodDefinition): boolean {
  return decoratorsOf(method).some((name) => /^(?:On|Before)(?:Application)?(?:Shutdown|Exit)$/.test(name))
}

// `@lifeCycleObserver() class A implements LifeCycleObserver`.
function isLifeCycleObserver(method: ESTree.MethodDefinition): boolean {
  const owner = classOf(method)
  if (!owner) return false
  const { implements: interfaces = [] } = owner as unknown as { implements?: { expression: Node }[] }
  const names = interfaces.map(({ expression }) => nameOf(expression))
  return names.includes('LifeCycleObserver') || decoratorsOf(owner).includes('lifeCycleObserver')
}

function decoratorsOf(node: Node): readonly string[] {
  const { decorators = [] } = node as unknown as { decorators?: { expression: Node }[] }
  return decorators.map(({ expression }) => nameOf(expression.type === 'CallExpression' ? expression.callee : expression))
}

function nameOf(node: Node): string {
  const inner = unwrap(node)
  return inner.type === 'Identifier' ? inner.name : ''
}

function nameOfClass(method: Node): string {
  return classOf(method)?.id?.name ?? ''
}

function classOf(method: Node): ESTree.ClassDeclaration | ESTree.ClassExpression | undefined {
  const body = parentOf(method)
  const owner = body && parentOf(body)
  return owner?.type === 'ClassDeclaration' || owner?.type === 'ClassExpression' ? owner : undefined
}

// Moleculer calls `stopped` of a service's schema.
export function findHookProperty(property: ESTree.Property): FrameworkHook | undefined {
  const handler = property.value as Node
  const schema = parentOf(property)
  if (keyName(property) !== 'stopped' || !isFunction(handler) || schema?.type !== 'ObjectExpression') return undefined
  const names = new Set(schema.properties.map((each) => each.type === 'Property' ? keyName(each) : undefined))
  const isService = names.has('name') && ['actions', 'methods', 'created', 'started', 'mixins', 'settings'].some((each) => names.has(each))
  return isService ? { framework: 'Moleculer', hook: 'stopped', handler } : undefined
}

interface HookCall {
  readonly framework: string
  readonly events?: RegExp
  // Where the name alone could mean something else.
  readonly imported?: RegExp
  // What the object may be called instead.
  readonly on?: RegExp
}

const nitroModules = /^(?:nitropack|nitro|#imports|h3|nuxt|@nuxt\/kit)/
const nitro: HookCall = { framework: 'Nitro', events: /^close$/, imported: nitroModules, on: /nitro/i }
const electron: HookCall = { framework: 'Electron', events: /^(?:before|will)-quit$/, imported: /^electron(?:\/main)?$/ }

const calls: Readonly<Record<string, HookCall>> = {
  enableShutdownHooks: { framework: 'Nest' },
  addHook: { framework: 'Fastify', events: /^(?:onClose|preClose)$/ },
  onClose: { framework: 'Fastify', imported: /^fastify(?:-plugin)?$/ },
  ext: { framework: 'Hapi', events: /^onP(?:re|ost)Stop$/ },
  beforeClose: { framework: 'Egg' },
  terminating: { framework: 'AdonisJS' },
  onStop: { framework: 'LoopBack', imported: /^@loopback\// },
  hook: nitro,
  hookOnce: nitro,
  on: electron,
  once: electron,
}

export function findHookCall(file: SourceFile, call: ESTree.CallExpression): FrameworkHook | undefined {
  if (unwrap(call.callee).type !== 'MemberExpression') return undefined
  const name = calleeName(call) ?? ''
  const found = Object.hasOwn(calls, name) ? calls[name] : undefined
  if (!found || (found.imported && !found.on?.test(file.source.getText(call.callee)) && !imports(file, found.imported))) return undefined
  const { framework, events } = found
  const [first] = call.arguments
  if (name === 'enableShutdownHooks') return { framework, hook: name, handler: undefined }
  if (!events) return first && isHandler(file, first) ? { framework, hook: name, handler: first } : undefined
  if (!first || first.type === 'SpreadElement') return undefined
  const hook = stringsOf(file, first).find((each) => events.test(each))
  const handler = call.arguments[1]
  if (name === 'ext' && !handler) return findExtension(file, first, { framework, events })
  return hook === undefined || !handler ? undefined : { framework, hook, handler }
}

// `server.ext({ type: 'onPreStop', method })`, or a list of such.
function findExtension(file: SourceFile, given: Node, { framework, events }: Required<Pick<HookCall, 'framework' | 'events'>>):
  FrameworkHook | undefined {
  const value = valueOf(file, given)
  for (const each of value.type === 'ArrayExpression' ? value.elements : [value]) {
    if (each?.type !== 'ObjectExpression') continue
    const type = propertyOf(each, 'type')
    const hook = type && stringsOf(file, type).find((text) => events.test(text))
    const handler = propertyOf(each, 'method')
    if (hook !== undefined && handler) return { framework, hook, handler }
  }
  return undefined
}

function propertyOf(object: ESTree.ObjectExpression, name: string): Node | undefined {
  const found = object.properties.find((each) => each.type === 'Property' && keyName(each) === name)
  return found?.type === 'Property' ? found.value : undefined
}

// `onClose={…}` and setters take something else.
function isHandler(file: SourceFile, node: Node): boolean {
  return isFunction(node) || functionOf(file, node) !== undefined
}

function imports(file: SourceFile, module: RegExp): boolean {
  const find = () => importedModules(file).some((each) => module.test(each))
  return remembered(file, `imports ${module.source}`, file.source.ast, find)
}
