import type { Rule } from 'eslint'

import { isInTest } from '../phase/test-code.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf } from '../source-file.ts'
import { isBusyWait, type Loop } from '../waiting/busy-wait.ts'
import { sleepInstead } from '../waiting/sleep-instead.ts'

export const noBusyWait: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow loops that only wait: while one runs nothing else does, and a watchdog sees a hang',
      recommended: true,
      url: pageOf('no-busy-wait'),
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      busy: 'This loop only waits, and holds the event loop meanwhile: no request and no heartbeat passes. '
        + 'Wait with a timer or for an event.',
      sleep: 'Wait with a timer.',
    },
  },

  create(context) {
    const file = sourceFileOf(context)
    const check = (loop: Loop) => {
      if (!isBusyWait(file, loop) || isInTest(file, loop)) return
      const fix = sleepInstead(file, loop)
      context.report({ node: loop, messageId: 'busy', suggest: fix ? [{ messageId: 'sleep', fix }] : [] })
    }
    return { WhileStatement: check, DoWhileStatement: check, ForStatement: check }
  },
}
