import type { Api } from './canonical.ts'

const interopNames = /^(?:_?interop|__import(?:Star|Default)$|__toESM$)/i

// Calls that compilers put around a module: the module is their first argument.
export function isInterop(callee: string | undefined): boolean {
  return callee !== undefined && interopNames.test(callee)
}

const promisifiers: Readonly<Record<string, readonly string[]>> = {
  util: ['promisify'],
  pify: ['', 'default'],
  'es6-promisify': ['', 'promisify'],
  'util.promisify': [''],
  'thenify': ['', 'withCallback'],
  'universalify': ['fromCallback'],
  bluebird: ['promisify'],
}

export function isPromisify(callee: Api): boolean {
  return Object.hasOwn(promisifiers, callee.module) && promisifiers[callee.module]?.includes(callee.path) === true
}

export function isPromisifyAll(callee: Api): boolean {
  return callee.module === 'bluebird' && callee.path === 'promisifyAll'
}

const functionWrappers = new Set(['debounce', 'throttle', 'once', 'promisify', 'pify', 'partial', 'curry', 'memo', 'memoize', 'memoizee',
  'nanomemoize', 'asyncHandler', 'wrapAsync', 'catchAsync', 'callbackify'])

// Calls that give back a function that does what their first argument does.
export function isFunctionWrapper(callee: string | undefined): boolean {
  return callee !== undefined && functionWrappers.has(callee)
}
