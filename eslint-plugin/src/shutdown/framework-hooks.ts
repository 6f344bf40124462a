import type * as ESTree from 'estree'

import { enclosingFunction, functionName, isFunction } from '../ast/function.ts'
import { parentOf, unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { importedModules } from '../blocking/cli-file.ts'
import { emitterMethods } from '../resolve/canonical.ts'
import { functionOf } from '../resolve/local-function.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import type { ClassMember } from './class-member.ts'

// A place where a framework is given something to run before it ends.
export interface FrameworkHook {
  readonly framework: string
  readonly hook: string
  // What runs; none for a call that only switches such hooks on.
  readonly handler: Node | undefined
}

// One of these words stands in every file that can have one.
export const hookWords = /onModuleDestroy|[aA]pplicationShutdown|enableShutdownHooks|onClose|preClose|onP(?:re|ost)Stop|beforeClose|terminating|@adonisjs|onStop|OnShutdown|\$onDestroy|stopped|lifeCycleObserver|LifeCycleObserver|will-quit|before-quit|['"`]quit['"`]|hook(?:Once)?\(|\belysia\b|drainServer|serverWillStop/

// Nobody but Nest has methods of these names, so it is no matter what the file imports.
const nestMethods = new Set(['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'])

// Methods that Nest, AdonisJS and their like call by name.
export function findHookMethod(file: SourceFile, { name, handler, className, written }: ClassMember): FrameworkHook | undefined {
  if (nestMethods.has(name)) return { framework: 'Nest', hook: name, handler }
  if (name === 'onStop' && imports(file, /^@midwayjs\//)) return { framework: 'Midway', hook: name, handler }
  if (name === '$onDestroy' && imports(file, /^@tsed\//)) return { framework: 'Ts.ED', hook: name, handler }
  if (name === 'shutdown' && className.endsWith('Provider') && imports(file, /^@adonisjs\//)) {
    return { framework: 'AdonisJS', hook: name, handler }
  }
  if (name === 'beforeClose' && /(?:Boot|Hook|App)/i.test(className)) return { framework: 'Egg', hook: name, handler }
  if (isOfApollo(file, name, handler)) return { framework: 'Apollo Server', hook: name, handler }
  if (!written) return undefined
  if (name === 'stop' && isLifeCycleObserver(written.in)) return { framework: 'LoopBack', hook: name, handler }
  return isDecorated(written.member) ? { framework: 'the framework', hook: name, handler } : undefined
}

// What a plugin gives back from `serverWillStart`.
function isOfApollo(file: SourceFile, name: string, handler: Node): boolean {
  if (name !== 'drainServer' && name !== 'serverWillStop') return false
  return functionName(enclosingFunction(handler)) === 'serverWillStart' || imports(file, /^(?:@apollo\/server|apollo-server)/)
}

// `@OnShutdown()` of TypeScript.
function isDecorated(method: Node): boolean {
  return decoratorsOf(method).some((name) => /^(?:On|Before)(?:Application)?(?:Shutdown|Exit)$/.test(name))
}

// `@lifeCycleObserver() class A implements LifeCycleObserver`.
function isLifeCycleObserver(owner: Node | undefined): boolean {
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
  // Where the framework has other objects with such events.
  readonly ofNamed?: RegExp
  // What the object may be called instead.
  readonly on?: RegExp
}

const nitroModules = /^(?:nitropack|nitro|#imports|h3|nuxt|@nuxt\/kit)/
const nitro: HookCall = { framework: 'Nitro', events: /^close$/, imported: nitroModules, on: /nitro/i }
const electronModules = /^electron(?:\/main)?$/
const listeners: readonly HookCall[] = [
  { framework: 'Electron', events: /^(?:before|will)-quit$/, imported: electronModules },
  // The main process is told `quit` by its windows, too.
  { framework: 'Electron', events: /^quit$/, imported: electronModules, ofNamed: /\bapp$/i },
  { framework: 'Elysia', events: /^stop$/, imported: /^elysia$/, ofNamed: /\bElysia\b|\bapp$|\bserver$/i },
]

const calls: Readonly<Record<string, readonly HookCall[]>> = {
  enableShutdownHooks: [{ framework: 'Nest' }],
  addHook: [{ framework: 'Fastify', events: /^(?:onClose|preClose)$/ }],
  onClose: [{ framework: 'Fastify', imported: /^fastify(?:-plugin)?$/ }],
  ext: [{ framework: 'Hapi', events: /^onP(?:re|ost)Stop$/ }],
  beforeClose: [{ framework: 'Egg' }],
  terminating: [{ framework: 'AdonisJS' }],
  onStop: [{ framework: 'LoopBack', imported: /^@loopback\// }, { framework: 'Elysia', imported: /^elysia$/ }],
  hook: [nitro],
  hookOnce: [nitro],
}

export function findHookCall(file: SourceFile, call: ESTree.CallExpression): FrameworkHook | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const name = keyName(callee) ?? ''
  const found = emitterMethods.has(name) ? listeners : Object.hasOwn(calls, name) ? calls[name] : undefined
  for (const each of found ?? []) {
    const hook = isFromFramework(file, callee, each) ? findHook(file, call, { ...each, name }) : undefined
    if (hook) return hook
  }
  return undefined
}

function isFromFramework(file: SourceFile, { object, property }: ESTree.MemberExpression, { imported, on, ofNamed }: HookCall): boolean {
  const owner = ofNamed || on ? file.source.getText(object) : ''
  if (ofNamed && !ofNamed.test(owner)) return false
  return !imported || on?.test(owner + file.source.getText(property)) === true || imports(file, imported)
}

function findHook(file: SourceFile, call: ESTree.CallExpression, { name, framework, events }: HookCall & { readonly name: string }):
  FrameworkHook | undefined {
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
