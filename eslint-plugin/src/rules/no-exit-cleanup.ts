import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { worksAtTheEnd } from '../process/end-work.ts'
import { findProcessListener } from '../process/process-listener.ts'
import { pageOf } from '../rule-parts.ts'
import { removeListener } from '../shutdown/remove-listener.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'

export const noExitCleanup: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow saving and cleaning up in `exit` listeners: `SIGKILL`, a power cut and most crashes never run them',
      recommended: true,
      url: pageOf('no-exit-cleanup'),
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      cleanup: 'A program that is killed never runs this `{{event}}` listener. '
        + 'Save when the data changes, and clean up what the last life left at start-up.',
      remove: 'Remove the listener.',
    },
  },

  create(context) {
    if (!/\b(?:exit|beforeExit)\b/.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    return {
      CallExpression(node) {
        const event = findExitEvent(file, node)
        if (event === undefined || isInTest(file, node)) return
        const fix = removeListener(file, node)
        context.report({
          ...placeOf(node), messageId: 'cleanup', data: { event }, suggest: fix ? [{ messageId: 'remove', fix }] : [],
        })
      },
    }
  },
}

const exitEvents = new Set(['exit', 'beforeExit'])

// A listener that is set for signals too is reported once, by `no-graceful-shutdown`.
function findExitEvent(file: SourceFile, call: ESTree.CallExpression): string | undefined {
  const listener = findProcessListener(file, call)
  const event = listener?.events.find((each) => exitEvents.has(each))
  if (!listener?.handler || event === undefined || listener.events.some((each) => each.startsWith('SIG'))) return undefined
  return worksAtTheEnd(file, listener.handler) ? event : undefined
}
