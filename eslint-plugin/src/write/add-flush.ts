import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { addArgument, hasKey, withProperty } from '../ast/added-option.ts'
import type { Node } from '../ast/node.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'
import { findWriter } from './writers.ts'

// `flush: true` in the options of `writeFile` or `createWriteStream`, the two that take it.
export function addFlush(file: SourceFile, call: ESTree.CallExpression): Rule.ReportFixer | undefined {
  const api = resolveApi(file, call.callee)
  const writer = api?.module === 'fs' ? findWriter(api) : undefined
  if (writer?.options === undefined || (writer.kind !== 'file' && writer.kind !== 'stream')) return undefined
  const options = argumentAt(call, writer.options)
  if (options) {
    const text = withFlush(file, options)
    return text === undefined || text === file.source.getText(options) ? undefined : (fixer) => fixer.replaceText(options, text)
  }
  // A callback may stand in the place of the options.
  return call.arguments.length === writer.options ? addArgument(file, call, '{ flush: true }') : undefined
}

// `flush` makes the content durable before the name points at it.
export function withFlush(file: SourceFile, options: Node | undefined): string | undefined {
  if (!options) return '{ flush: true }'
  const text = file.source.getText(options)
  if (options.type === 'Literal' && typeof options.value === 'string') return `{ encoding: ${text}, flush: true }`
  if (options.type !== 'ObjectExpression') return undefined
  return hasKey(options, 'flush') ? text : withProperty(file, options, 'flush: true')
}
