import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { argumentAt, resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

// `writeFile(path, data)` with the flag `wx`: it fails where the file exists.
export function addExclusiveFlag(file: SourceFile, call: ESTree.CallExpression): Rule.ReportFixer | undefined {
  const api = resolveApi(file, call.callee)
  if (api?.module !== 'fs' || !/^(?:promises\.)?writeFile(?:Sync)?$/.test(api.path)) return undefined
  const options = argumentAt(call, 2)
  const last = call.arguments.at(-1)
  if (!options) return last && call.arguments.length === 2 ? (fixer) => fixer.insertTextAfter(last, ', { flag: \'wx\' }') : undefined
  const text = file.source.getText(options)
  if (options.type === 'Literal') return (fixer) => fixer.replaceText(options, `{ encoding: ${text}, flag: 'wx' }`)
  if (options.type !== 'ObjectExpression' || /\bflag\b/.test(text) || options.properties.length === 0) return undefined
  return (fixer) => fixer.replaceText(options, `${text.slice(0, -1).trimEnd().replace(/,$/, '')}, flag: 'wx' }`)
}
