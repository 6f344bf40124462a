import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { placeOf } from '../ast/report-place.ts'
import { shown } from '../ast/shown.ts'
import { isInTest } from '../phase/test-code.ts'
import { argumentAt } from '../resolve/api.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { addFlush } from '../write/add-flush.ts'
import { isMove } from '../write/rename.ts'
import { syncsAnything } from '../write/synced.ts'
import { findWriteOf } from '../write/written-before.ts'
import { mayWrite } from '../write/writers.ts'

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
    if (!/rename|\bmove/.test(text) || !mayWrite(context.sourceCode)) return {}
    const file = sourceFileOf(context)
    return {
      CallExpression(node) {
        const write = isMove(file, node) ? findUnsyncedWrite(file, node) : undefined
        if (!write || isInTest(file, node)) return
        const fix = addFlush(file, write)
        const data = { callee: file.source.getText(node.callee), path: shown(file, argumentAt(node, 1), 'the file') }
        context.report({ ...placeOf(node), messageId: 'unsynced', data, suggest: fix ? [{ messageId: 'flush', fix }] : [] })
      },
    }
  },
}

function findUnsyncedWrite(file: SourceFile, call: ESTree.CallExpression): ESTree.CallExpression | undefined {
  const source = argumentAt(call, 0)
  return source && !syncsAnything(file) ? findWriteOf(file, source) : undefined
}
