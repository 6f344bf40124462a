import type { Rule } from 'eslint'

import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf } from '../source-file.ts'
import { findRestart, restartWords } from '../watchdog/restarts-itself.ts'

export const noSelfRestart: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow programs that restart themselves or their siblings: nobody is left to restart the one who does it',
      recommended: false,
      url: pageOf('no-self-restart'),
    },
    schema: [],
    messages: {
      siblings: 'When this process dies or hangs nobody starts its workers anew. '
        + 'Leave restarting to a small program outside that does nothing else.',
      itself: 'A program that is broken cannot be trusted to start itself anew. '
        + 'End it, and leave restarting to a small program outside.',
    },
  },

  create(context) {
    if (!restartWords.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    return {
      CallExpression(node) {
        const restart = findRestart(file, node)
        if (restart && !isInTest(file, node)) context.report({ ...placeOf(node), messageId: restart })
      },
    }
  },
}
