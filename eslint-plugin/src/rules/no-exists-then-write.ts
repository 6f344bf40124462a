import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { placeOf } from '../ast/report-place.ts'
import { shown } from '../ast/shown.ts'
import { isInTest } from '../phase/test-code.ts'
import { argumentAt } from '../resolve/api.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { addExclusiveFlag } from '../write/add-exclusive-flag.ts'
import { isAskedBefore } from '../write/asked-before.ts'
import { isDescriptor } from '../write/descriptor.ts'
import { replacesContent } from '../write/replaces.ts'
import { findWriter, mayWrite, writingApi } from '../write/writers.ts'

export const noExistsThenWrite: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow asking whether a file exists before it is written: another program can create it in between',
      recommended: false,
      url: pageOf('no-exists-then-write'),
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      race: 'Between the question whether {{path}} exists and `{{callee}}` somebody else can create it, and loses what he wrote. '
        + 'Create it with the flag `wx`, and take `EEXIST` for the answer.',
      exclusive: 'Create the file with the flag `wx`.',
    },
  },

  create(context) {
    const { text } = context.sourceCode
    if (!mayWrite(context.sourceCode) || !/[eE]xists|access|stat/.test(text)) return {}
    const file = sourceFileOf(context)
    return {
      CallExpression(node) {
        const path = findWrittenPath(file, node)
        if (!path || !isAskedBefore(file, node, path) || isInTest(file, node)) return
        const fix = addExclusiveFlag(file, node)
        const data = { callee: file.source.getText(node.callee), path: shown(file, path, 'the file') }
        context.report({ ...placeOf(node), messageId: 'race', data, suggest: fix ? [{ messageId: 'exclusive', fix }] : [] })
      },
    }
  },
}

function findWrittenPath(file: SourceFile, call: ESTree.CallExpression): ESTree.Node | undefined {
  const api = writingApi(file, call)
  const writer = api && findWriter(api)
  if (!writer || writer.path < 0 || writer.kind === 'truncate' || !replacesContent(file, call, writer)) return undefined
  const path = argumentAt(call, writer.path)
  return path && !isDescriptor(file, path) ? path : undefined
}
