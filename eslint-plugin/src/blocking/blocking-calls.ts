import type * as ESTree from 'estree'

import { unwrap } from '../ast/node.ts'
import { keyName, lastName } from '../ast/property-name.ts'
import { isFunction } from '../ast/function.ts'
import { resolveApi } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import type { SourceFile } from '../source-file.ts'
import { resolveTyped } from '../types/typed-api.ts'
import { namedAsOfFs } from './named-as-of-fs.ts'

// Functions that hold the event loop until they are done. Names alone say little: only what is imported from these
// modules counts, and what is named as the file system's functions are; so `safeGlobSync` and `validateSync` are never meant.
const modules: Readonly<Record<string, RegExp>> = {
  'fs': /^\w+Sync$/,
  'fs-extra': /^\w+Sync$/,
  'child_process': /^(?:exec|execFile|spawn)Sync$/,
  'crypto': /^(?:pbkdf2|scrypt|hkdf|argon2|generateKeyPair|generateKey|generatePrime|checkPrime)Sync$/,
  'zlib': /^\w+Sync$/,
  'globalThis': /^(?:Atomics\.wait|Bun\.(?:spawnSync|sleepSync|gzipSync|gunzipSync|deflateSync|inflateSync)|Deno\.\w+Sync)$/,
  '@babel/core': /^(?:transform(?:File|FromAst)?|parse)Sync$/,
  'babel-core': /^(?:transform(?:File|FromAst)?|parse)Sync$/,
  '@swc/core': /^(?:transform(?:File)?|parse(?:File)?|minify)Sync$/,
  'esbuild': /^(?:build|transform)Sync$/,
  'node-disk-info': /Sync$/,
  'argon2': /Sync$/,
  'atomically': /Sync$/,
  'bcrypt': /^(?:hashSync|compareSync|genSaltSync)$/,
  'bcryptjs': /^(?:hashSync|compareSync|genSaltSync)$/,
  'bcrypt-nodejs': /^(?:hashSync|compareSync|genSaltSync)$/,
  '@node-rs/bcrypt': /^(?:hashSync|compareSync|verifySync|genSaltSync)$/,
  '@node-rs/argon2': /^(?:hashSync|verifySync)$/,
  'command-exists': /^sync$/,
  'cp-file': /^(?:sync|copyFileSync)$/,
  'cpy': /^sync$/,
  'cross-spawn': /^(?:sync|spawn\.sync)$/,
  'deasync': /^(?:\(\)|loopWhile|runLoopOnce|sleep|sleepSync)$/,
  'del': /^(?:sync|deleteSync|delete\w*Sync)$/,
  'electron': /^(?:dialog\.\w+Sync|ipcRenderer\.sendSync)$/,
  'exec-sync': /^$/,
  'execa': /^(?:sync|execaSync|execaCommandSync|commandSync|shellSync)$/,
  'fast-glob': /^(?:sync|globSync)$/,
  'fdir': /^fdir\(\)(?:\.\w+\(\))*\.sync$/,
  'fflate': /^\w+Sync$/,
  'find-up': /^(?:sync|findUpSync|findUpMultipleSync)$/,
  'find-up-simple': /Sync$/,
  'glob': /^(?:sync|globSync|glob\.sync|hasMagicSync)$/,
  'globby': /^(?:sync|globbySync)$/,
  'isolated-vm': /Sync$/,
  'jsonfile': /^\w+Sync$/,
  'klaw-sync': /^$/,
  'load-json-file': /^(?:sync|loadJsonFileSync)$/,
  'locate-path': /^(?:sync|locatePathSync)$/,
  'lockfile': /Sync$/,
  'make-dir': /^(?:sync|makeDirectorySync)$/,
  'mkdirp': /^(?:sync|mkdirpSync|mkdirp\.sync|manualSync|nativeSync|mkdirp\.manualSync)$/,
  'move-file': /^(?:sync|moveFileSync)$/,
  'node-machine-id': /^machineIdSync$/,
  'node-persist': /^(?:set|remove|clear)\w*Sync$/,
  'npm-run': /^(?:sync|\w+Sync)$/,
  'package-directory': /^packageDirectorySync$/,
  'path-exists': /^(?:sync|pathExistsSync)$/,
  'pkg-dir': /^(?:sync|packageDirectorySync)$/,
  'pkg-up': /^(?:sync|pkgUpSync)$/,
  'proper-lockfile': /^(?:lockSync|unlockSync|checkSync)$/,
  'read-pkg': /^(?:sync|readPackageSync)$/,
  'read-pkg-up': /^(?:sync|readPackageUpSync)$/,
  'readdirp': /^sync$/,
  'readline-sync': /^(?:question|prompt|keyIn\w*)$/,
  'protobufjs': /^(?:loadSync|Root\(\)\.loadSync)$/,
  'resolve': /^sync$/,
  'rimraf': /^(?:sync|rimrafSync|rimraf\.sync|nativeSync|manualSync)$/,
  'shelljs': /^(?:exec|cat|chmod|cp|find|grep|ln|ls|mkdir|mv|rm|sed|touch)$/,
  'sass': /^renderSync$/,
  'node-sass': /^renderSync$/,
  'sleep': /^(?:sleep|msleep|usleep)$/,
  'snappy': /Sync$/,
  'steno': /Sync$/,
  'sync-exec': /^$/,
  'sync-fetch': /^$/,
  'sync-request': /^$/,
  'sync-rpc': /^\(\)$/,
  'synckit': /^createSyncFn\(\)$/,
  'system-sleep': /^$/,
  'temp': /^\w+Sync$/,
  'tempy': /Sync$/,
  'tiny-glob/sync': /^$/,
  'tinyglobby': /^globSync$/,
  'tmp': /^(?:fileSync|dirSync|tmpNameSync)$/,
  'try-thread-sleep': /^$/,
  'walk-sync': /^$/,
  'which': /^sync$/,
  'write-file-atomic': /^(?:sync|writeFileSync)$/,
  'write-json-file': /^(?:sync|writeJsonFileSync)$/,
  'write-pkg': /^sync$/,
}

// One of these words stands in every file that can have something to report.
export const blockingWords = /Sync|\bsync\b|deasync|sleep|shelljs|Atomics/

const memberNames = /[sS]ync(?:$|[A-Z_])|[sS]leep$|^(?:wait|call|apply|loopWhile|runLoopOnce|default|exec|cat|chmod|cp|find|grep|ln|ls|mkdir|mv|rm|sed|touch|question|prompt|keyIn\w*)$/

// Most calls are seen by their name to be none of these; only the others are worth resolving.
export function mayBeBlocking(call: ESTree.CallExpression): boolean {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return true
  const name = keyName(callee)
  return name !== undefined && memberNames.test(name)
}

// What a call runs: `readFileSync.call(fs, path)` and `readFileSync.apply(fs, all)` run `readFileSync`.
export function calledApi(file: SourceFile, call: ESTree.CallExpression): Api | undefined {
  const callee = unwrap(call.callee)
  const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined
  const isIndirect = callee.type === 'MemberExpression' && (name === 'call' || name === 'apply')
  const called = unwrap(isIndirect ? callee.object : callee)
  if (!/sync$/i.test(lastName(called) ?? '')) return resolveApi(file, called)
  const api = resolveTyped(file, called, (each) => isBlocking(each, call))
  return api && isBlocking(api, call) ? api : namedAsOfFs(file, called, api) ?? api
}

export function isBlocking(api: Api, call: ESTree.CallExpression): boolean {
  if (!Object.hasOwn(modules, api.module) || modules[api.module]?.test(api.path) !== true) return false
  return api.module !== 'shelljs' || !isAsyncShell(call)
}

// shelljs blocks unless it is told not to, or is given a callback.
function isAsyncShell(call: ESTree.CallExpression): boolean {
  return call.arguments.some((argument) => isFunction(argument) || (argument.type === 'ObjectExpression'
    && argument.properties.some((each) => each.type === 'Property' && keyName(each) === 'async')))
}
