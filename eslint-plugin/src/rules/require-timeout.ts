import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { resolveApi } from '../resolve/api.ts'
import { optionsOf, pageOf } from '../rule-parts.ts'
import { sourceFileOf } from '../source-file.ts'
import { addSignal } from '../waiting/add-signal.ts'
import { isEndAwaited } from '../waiting/limit-around.ts'
import { mayBeLimited } from '../waiting/limit.ts'
import { findWaitingCall, waitingWords } from '../waiting/waiting-calls.ts'

interface Options {
  readonly timeoutMs: number
}

const defaults: Options = { timeoutMs: 10_000 }

export const requireTimeout: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'require a timeout where the program waits for somebody else, who may never answer',
      recommended: false,
      url: pageOf('require-timeout'),
    },
    hasSuggestions: true,
    schema: [{
      type: 'object',
      properties: {
        timeoutMs: { type: 'integer', minimum: 1, description: 'The timeout that a suggestion writes, in milliseconds.' },
      },
      additionalProperties: false,
    }],
    defaultOptions: [{ ...defaults }],
    messages: {
      forever: '`{{callee}}` can wait forever. Pass a `signal` or a timeout.',
      addSignal: 'Pass `AbortSignal.timeout({{ms}})`.',
    },
  },

  create(context) {
    if (!waitingWords.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    const { timeoutMs } = optionsOf(context, defaults)
    const check = (call: ESTree.CallExpression | ESTree.NewExpression) => {
      const api = resolveApi(file, call.callee)
      const waiting = api && findWaitingCall(api)
      if (!waiting || (waiting.ifEndIsAwaited && !isEndAwaited(file, call))) return
      if (mayBeLimited(file, call, waiting) || isInTest(file, call)) return
      const fix = waiting.takesSignal && call.type === 'CallExpression' ? addSignal(file, call, waiting, timeoutMs) : undefined
      context.report({
        ...placeOf(call), messageId: 'forever', data: { callee: file.source.getText(call.callee) },
        suggest: fix ? [{ messageId: 'addSignal', data: { ms: String(timeoutMs) }, fix }] : [],
      })
    }
    return { CallExpression: check, NewExpression: check }
  },
}
