import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { addFlush } from '../write/add-flush.ts'
import { syncsAnything } from '../write/synced.ts'
import { findWriteOf } from '../write/written-before.ts'
import { writerWords } from '../write/writers.ts'

export const requireFsyncBeforeRename: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'require that a file is synced to the disk before it is renamed: after a power cut the new name may hold nothing',
      recommended: true,
      url: pageOf('require-fsync-before-rename'),
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      unsynced: 'After a power cut {{path}} can be there and be empty: the name may reach the disk before the content does. '
        + 'Sync the file before `{{callee}}`, for example with `flush: true` where it is written.',
      flush: 'Write with `flush: true` (Node 21 or later).',
    },
  },

  create(context) {
    const { text } = context.sourceCode
    if (!text.includes('rename') || !writerWords.test(text)) return {}
    const file = sourceFileOf(context)
    return {
      CallExpression(node) {
        const write = isRename(file, node) ? findUnsyncedWrite(file, node) : undefined
        if (!write || isInTest(file, node)) return
        const fix = addFlush(file, write)
        const data = { callee: file.source.getText(node.callee), path: shownPath(file, argumentAt(node, 1)) }
        context.report({ ...placeOf(node), messageId: 'unsynced', data, suggest: fix ? [{ messageId: 'flush', fix }] : [] })
      },
    }
  },
}

function isRename(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = resolveApi(file, call.callee)
  if (api?.module === 'globalThis') return /^Deno\.rename(?:Sync)?$/.test(api.path)
  return (api?.module === 'fs' || api?.module === 'fs-extra') && /^(?:promises\.)?rename(?:Sync)?$/.test(api.path)
}

function findUnsyncedWrite(file: SourceFile, call: ESTree.CallExpression): ESTree.CallExpression | undefined {
  const source = argumentAt(call, 0)
  return source && !syncsAnything(file) ? findWriteOf(file, source) : undefined
}

const shownMax = 40

function shownPath(file: SourceFile, path: ESTree.Node | undefined): string {
  const text = path ? file.source.getText(path).replace(/\s+/g, ' ') : ''
  return text === '' || text.length > shownMax || text.includes('`') ? 'the file' : `\`${text}\``
}
