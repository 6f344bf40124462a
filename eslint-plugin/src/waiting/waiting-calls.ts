import type { Api } from '../resolve/canonical.ts'

// A call that waits for somebody else, and what keeps it from waiting for ever.
export interface WaitingCall {
  // Where the options stand that can hold a limit.
  readonly options: readonly number[]
  readonly limits: readonly string[]
  // `AbortSignal.timeout` can be given in the options.
  readonly takesSignal: boolean
  // The text of a property that says that waiting is meant: `maxRetriesPerRequest: null` of a connection for blocking commands.
  readonly meant?: RegExp
  // Its address can hold a limit: `postgres://…?statement_timeout=5000`.
  readonly limitInAddress?: boolean
  // What limits all calls of the kind, anywhere in the file.
  readonly everywhere?: RegExp
  // A child process may run as long as its parent: it counts where its end is waited for.
  readonly ifEndIsAwaited?: boolean
}

const fetching: WaitingCall = {
  options: [1], limits: ['signal', 'timeout', 'dispatcher', 'headersTimeout', 'bodyTimeout'], takesSignal: true,
  everywhere: /setGlobalDispatcher/,
}
const requesting: WaitingCall = {
  options: [0, 1], limits: ['timeout', 'signal', 'agent'], takesSignal: true, everywhere: /\bglobalAgent\.options\.timeout/,
}
const axios = (...options: readonly number[]): WaitingCall => ({
  options, limits: ['timeout', 'signal', 'cancelToken'], takesSignal: true, everywhere: /\bdefaults\.timeout\b/,
})
const got: WaitingCall = { options: [0, 1], limits: ['timeout', 'signal'], takesSignal: true }
// Those that make a client: one signal would end all that is ever asked of it.
const making = (kind: WaitingCall, ...options: readonly number[]): WaitingCall => ({ ...kind, options, takesSignal: false })
const child: WaitingCall = { options: [1, 2], limits: ['timeout', 'signal'], takesSignal: false }
const socket = (...options: readonly number[]): WaitingCall => ({
  options, limits: ['timeout', 'signal', 'keepAlive', 'createConnection'], takesSignal: false,
})
const pool: WaitingCall = {
  options: [0], limits: ['connectionTimeoutMillis', 'statement_timeout', 'query_timeout', 'options', 'stream'], takesSignal: false,
  limitInAddress: true,
}
const mongo: WaitingCall = { options: [1], limits: ['socketTimeoutMS', 'timeoutMS'], takesSignal: false, limitInAddress: true }
const redis: WaitingCall = {
  options: [0, 1, 2], limits: ['commandTimeout', 'socketTimeout', 'blockingTimeout'], takesSignal: false, limitInAddress: true,
  meant: /^maxRetriesPerRequest\s*:\s*null$/,
}
const amqp: WaitingCall = { options: [1], limits: ['timeout'], takesSignal: false }

// Only what waits for ever unless it is told otherwise; docs/decisions/0035 says which clients are left out.
const modules: Readonly<Record<string, Readonly<Record<string, WaitingCall>>>> = {
  'globalThis': { 'fetch': fetching },
  'undici': { 'fetch': fetching, 'request': fetching },
  'node-fetch': { '': fetching }, 'cross-fetch': { '': fetching, 'fetch': fetching }, 'isomorphic-fetch': { '': fetching },
  'http': { request: requesting, get: requesting }, 'https': { request: requesting, get: requesting },
  'axios': {
    '': axios(0, 1), 'request': axios(0), 'get': axios(1), 'head': axios(1), 'delete': axios(1), 'options': axios(1),
    'post': axios(2), 'put': axios(2), 'patch': axios(2), 'postForm': axios(2), 'putForm': axios(2), 'patchForm': axios(2),
    'create': making(axios(), 0),
  },
  'got': {
    '': got, 'got': got, 'get': got, 'post': got, 'put': got, 'patch': got, 'delete': got, 'extend': making(got, 0),
    'got.get': got, 'got.post': got, 'got.put': got, 'got.patch': got, 'got.delete': got, 'got.extend': making(got, 0),
  },
  'child_process': {
    exec: child, execFile: child, execSync: child, execFileSync: child, spawnSync: child, spawn: { ...child, ifEndIsAwaited: true },
  },
  'net': { connect: socket(0), createConnection: socket(0) },
  'tls': { connect: socket(0, 1, 2) },
  'http2': { connect: socket(1) },
  'pg': { 'Pool': pool, 'Client': pool },
  'mongodb': { 'MongoClient': mongo, 'MongoClient.connect': mongo },
  'mongoose': { connect: mongo, createConnection: mongo },
  'ioredis': { '': redis, 'Redis': redis },
  'amqplib': { connect: amqp }, 'amqplib/callback_api': { connect: amqp },
}

// One of these words stands in every file that can have something to report.
export const waitingWords =
  /\bfetch\b|\bhttps?\b|undici|axios|\bgot\b|child_process|\bpg\b|\bnet\b|\btls\b|\bhttp2\b|mongodb|mongoose|ioredis|amqplib/

export function findWaitingCall({ module, path }: Api): WaitingCall | undefined {
  const calls = Object.hasOwn(modules, module) ? modules[module] : undefined
  return calls && Object.hasOwn(calls, path) ? calls[path] : undefined
}
