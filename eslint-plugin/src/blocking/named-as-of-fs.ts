import type * as ESTree from 'estree'

import { isSelf } from '../ast/method.ts'
import type { Node } from '../ast/node.ts'
import { keyName, lastName } from '../ast/property-name.ts'
import type { Api } from '../resolve/canonical.ts'
import type { SourceFile } from '../source-file.ts'
import { typesOf } from '../types/checker.ts'

// Names that nobody gives to anything but what the file system does at once. `execSync` and `getSync` are not among them: they lie.
const fsNames = /^(?:(?:read|write|append|copy|output)File|exists|l?stat|(?:mk|rm|read|ensure|empty)[dD]ir|mkdtemp|unlink|rename|access|l?utimes|l?chmod|l?chown|realpath|readlink|symlink|f?truncate|f(?:data)?sync|(?:read|write|output)(?:JSON|Json)|mkdirs|mkdirp|rimraf|pathExists)Sync$/

const cryptoNames = /^(?:pbkdf2|scrypt|generateKeyPair)Sync$/
const isolateNames = /^(?:createContext|compileScript|compileModule|evalClosure|getHeapStatistics)Sync$/
const zlibNames = /^(?:g(?:un)?zip|(?:de|in)flate(?:Raw)?|brotli(?:Dec|C)ompress|unzip)Sync$/

// `options.fs.statSync`, `filetools.fs.utimesSync`, `AWS.util.readFileSync`: where the object comes from is not known, or another file
// of the package says it. What comes from a package that is no `fs` may keep its files in memory. Types know better, where there are.
export function namedAsOfFs(file: SourceFile, called: Node, api: Api | undefined): Api | undefined {
  const name = called.type === 'MemberExpression' ? keyName(called) : undefined
  if (called.type !== 'MemberExpression' || name === undefined || isSelf(called.object)) return undefined
  const module = moduleNamed(called, name)
  if (module === undefined) return undefined
  // Of what a script finds in the global scope, only what is kept on an object.
  if (api?.module === 'globalThis' && !/\.[fF]s\.\w+$/.test(api.path)) return undefined
  const isOfFs = !api || api.module.startsWith('.') || /(?:^|[/-])fs(?:-extra)?$/.test(api.module) || /(?:^|\.)[fF]s\.\w+$/.test(api.path)
  return isOfFs && !isTyped(file, called.object) ? { module, path: name } : undefined
}

function moduleNamed({ object }: ESTree.MemberExpression, name: string): string | undefined {
  if (fsNames.test(name) || (name.endsWith('Sync') && /^_?fs\d*$/i.test(lastName(object) ?? ''))) return 'fs'
  if (cryptoNames.test(name)) return 'crypto'
  if (zlibNames.test(name)) return 'zlib'
  if (/^(?:set|remove)ItemSync$/.test(name)) return 'node-persist'
  if (isolateNames.test(name)) return 'isolated-vm'
  return /^(?:execFile|spawn)Sync$/.test(name) ? 'child_process' : undefined
}

function isTyped(file: SourceFile, object: Node): boolean {
  const types = typesOf(file)
  const node = types?.nodeOf(object)
  return types !== undefined && node !== undefined && types.declarationsOfType(node).length > 0
}
