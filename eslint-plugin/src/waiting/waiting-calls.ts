import type { Api } from '../resolve/canonical.ts'

// A call that waits for somebody else, and what keeps it from waiting for ever.
export interface WaitingCall {
  // Where the options stand that can hold a limit: the first of these arguments that is an object.
  readonly options: readonly number[]
  readonly limits: readonly string[]
  // `AbortSignal.timeout` can be given in the options.
  readonly takesSignal: boolean
}

const fetching: WaitingCall = {
  options: [1], limits: ['signal', 'timeout', 'dispatcher', 'headersTimeout', 'bodyTimeout'], takesSignal: true,
}
const requesting: WaitingCall = { options: [0, 1], limits: ['timeout', 'signal', 'agent'], takesSignal: true }
const axios = (...options: readonly number[]): WaitingCall => ({ options, limits: ['timeout', 'signal', 'cancelToken'], takesSignal: true })
const got: WaitingCall = { options: [0, 1], limits: ['timeout', 'signal'], takesSignal: true }
const child: WaitingCall = { options: [1, 2], limits: ['timeout', 'signal'], takesSignal: false }
const pool: WaitingCall = {
  options: [0], limits: ['connectionTimeoutMillis', 'statement_timeout', 'query_timeout', 'connectionString'], takesSignal: false,
}

const modules: Readonly<Record<string, Readonly<Record<string, WaitingCall>>>> = {
  'globalThis': { 'fetch': fetching },
  'undici': { 'fetch': fetching, 'request': fetching },
  'node-fetch': { '': fetching }, 'cross-fetch': { '': fetching, 'fetch': fetching }, 'isomorphic-fetch': { '': fetching },
  'http': { request: requesting, get: requesting }, 'https': { request: requesting, get: requesting },
  'axios': {
    '': axios(0, 1), 'request': axios(0), 'get': axios(1), 'head': axios(1), 'delete': axios(1), 'options': axios(1),
    'post': axios(2), 'put': axios(2), 'patch': axios(2), 'postForm': axios(2), 'putForm': axios(2), 'patchForm': axios(2),
  },
  'got': { '': got, 'got': got, 'get': got, 'post': got, 'got.get': got, 'got.post': got },
  'child_process': { exec: child, execFile: child, execSync: child, execFileSync: child, spawnSync: child },
  'pg': { 'Pool': pool, 'Client': pool },
}

// One of these words stands in every file that can have something to report.
export const waitingWords = /\bfetch\b|\bhttps?\b|undici|axios|\bgot\b|child_process|\bpg\b/

export function findWaitingCall({ module, path }: Api): WaitingCall | undefined {
  const calls = Object.hasOwn(modules, module) ? modules[module] : undefined
  return calls && Object.hasOwn(calls, path) ? calls[path] : undefined
}
