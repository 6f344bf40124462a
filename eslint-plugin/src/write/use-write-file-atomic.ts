import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { argumentAt } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'
import { importOf } from './import-style.ts'
import { isPlainData } from './plain-data.ts'
import { mayBeUrl } from './url-path.ts'

const wanted = { packageName: 'write-file-atomic', localName: 'writeFileAtomic' }

// The same call of the package `write-file-atomic`, where that package takes what the call gives.
export function useWriteFileAtomic(file: SourceFile, call: ESTree.CallExpression, api: Api): Rule.ReportFixer | undefined {
  const [path, data] = [argumentAt(call, 0), argumentAt(call, 1)]
  if (!path || !data || mayBeUrl(file, path) || !takesOptions(file, call, api)) return undefined
  // The package writes the text of whatever it is given. Only this one of the three functions takes a stream.
  if (api.path === 'promises.writeFile' && !isPlainData(file, data)) return undefined
  const imports = importOf(file, wanted)
  const name = api.path.endsWith('Sync') ? `${wanted.localName}.sync` : wanted.localName
  return imports && ((fixer) => [fixer.replaceText(call.callee, name), ...imports(fixer)])
}

const known = new Set(['encoding', 'mode', 'flag', 'flush'])

// An encoding, or options that the package knows or may ignore. `signal` would be lost.
function takesOptions(file: SourceFile, call: ESTree.CallExpression, api: Api): boolean {
  const third = argumentAt(call, 2)
  if (!third || isCallback(call, third, api)) return true
  const options = valueOf(file, third)
  if (options.type === 'Literal') return typeof options.value === 'string'
  return options.type === 'ObjectExpression'
    && options.properties.every((each) => each.type === 'Property' && known.has(keyName(each) ?? ''))
}

// Of the three functions one takes a callback, and it is the last argument.
function isCallback(call: ESTree.CallExpression, third: Node, api: Api): boolean {
  return isFunction(unwrap(third)) || (api.path === 'writeFile' && call.arguments.length === 3 && unwrap(third).type !== 'ObjectExpression'
    && unwrap(third).type !== 'Literal')
}
