import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { addArgument, hasKey, withProperty } from '../ast/added-option.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

// `writeFile(path, data)` with the flag `wx`: it fails where the file exists.
export function addExclusiveFlag(file: SourceFile, call: ESTree.CallExpression): Rule.ReportFixer | undefined {
  const api = resolveApi(file, call.callee)
  if (api?.module !== 'fs' || !/^(?:promises\.)?writeFile(?:Sync)?$/.test(api.path)) return undefined
  const options = argumentAt(call, 2)
  if (!options) return call.arguments.length === 2 ? addArgument(file, call, '{ flag: \'wx\' }') : undefined
  if (options.type === 'Literal') {
    return (fixer) => fixer.replaceText(options, `{ encoding: ${file.source.getText(options)}, flag: 'wx' }`)
  }
  if (options.type !== 'ObjectExpression' || hasKey(options, 'flag')) return undefined
  return (fixer) => fixer.replaceText(options, withProperty(file, options, 'flag: \'wx\''))
}
