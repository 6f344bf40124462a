import type { Rule } from 'eslint'

import { placeOf } from '../ast/report-place.ts'
import { isInWorkerBranch, isWorkerFile } from '../blocking/worker-file.ts'
import { isInTest } from '../phase/test-code.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf } from '../source-file.ts'
import { beatWords, isBeat } from '../watchdog/beats.ts'

export const noHeartbeatOffLoop: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow heartbeats from another thread than the one that works: they go on when the work hangs',
      recommended: true,
      url: pageOf('no-heartbeat-off-loop'),
    },
    schema: [],
    messages: {
      thread: 'This heartbeat comes from a worker thread, and goes on when the main thread hangs. '
        + 'Beat from the loop that does the work.',
    },
  },

  create(context) {
    if (!beatWords.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    let isWorker: boolean | undefined
    return {
      CallExpression(node) {
        if (!isBeat(file, node)) return
        isWorker ??= isWorkerFile(file, context.filename)
        if ((isWorker || isInWorkerBranch(file, node)) && !isInTest(file, node)) context.report({ ...placeOf(node), messageId: 'thread' })
      },
    }
  },
}
