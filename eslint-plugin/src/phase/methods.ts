// The words by which a call says what it does with the function that it is given.

import { emitterMethods } from '../resolve/canonical.ts'

export const listenMethods = new Set([...emitterMethods, 'addEventListener', 'subscribe'])

export const laterMethods = new Set(['setTimeout', 'setInterval', 'watch', 'watchFile', 'schedule', 'scheduleJob', 'addHook',
  'handleOnce', 'requestIdleCallback', 'requestAnimationFrame'])

// What goes on where the caller left off, once.
export const nextMethods = new Set(['then', 'catch', 'finally', 'setImmediate', 'nextTick', 'queueMicrotask'])

// Libraries of promises give theirs other names.
export const promiseNames = /^(?:[pP]romise|Bluebird)$/

export const routeMethods = new Set(['get', 'post', 'put', 'patch', 'delete', 'del', 'options', 'head', 'all', 'use',
  'route', 'param', 'ws'])

// Array iterators, and their like in lodash and async-free helpers: the callback has run when they return.
export const walkMethods = new Set(['forEach', 'map', 'filter', 'reduce', 'reduceRight', 'some', 'every', 'find',
  'findIndex', 'findLast', 'findLastIndex', 'flatMap', 'sort', 'toSorted', 'from', 'replace', 'replaceAll', 'each',
  'forIn', 'forOwn', 'mapValues', 'mapKeys', 'sortBy', 'groupBy', 'keyBy', 'times', 'partition', 'sum', 'min', 'max'])

// Command lines and build tools: commander, yargs, gulp, grunt.
export const toolMethods = new Set(['action', 'command', 'task', 'registerTask', 'registerMultiTask'])

// Listeners of a process that is about to end: only what is done at once is done at all.
export const dyingEvents = /^(?:exit|beforeExit|uncaughtException|unhandledRejection|uncaughtExceptionMonitor|SIG(?:TERM|INT|QUIT|BREAK|HUP))$/

// The same, of frameworks that say it to what they run: ioBroker, Homebridge, Electron.
export const endEvents = new Set(['unload', 'shutdown', 'before-quit', 'will-quit', 'quit'])
