import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

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
    return text === undefined ? undefined : (fixer) => fixer.replaceText(options, text)
  }
  const last = call.arguments.at(-1)
  // A callback may stand in the place of the options.
  if (!last || call.arguments.length !== writer.options) return undefined
  return (fixer) => fixer.insertTextAfter(last, ', { flush: true }')
}

// `flush` makes the content durable before the name points at it.
export function withFlush(file: SourceFile, options: Node | undefined): string | undefined {
  if (!options) return '{ flush: true }'
  const text = file.source.getText(options)
  if (options.type === 'Literal' && typeof options.value === 'string') return `{ encoding: ${text}, flush: true }`
  if (options.type !== 'ObjectExpression') return undefined
  if (options.properties.length === 0) return '{ flush: true }'
  return /\bflush\b/.test(text) ? text : `${text.slice(0, -1).trimEnd().replace(/,$/, '')}, flush: true }`
}
