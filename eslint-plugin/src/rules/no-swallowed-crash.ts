import type { Rule } from 'eslint'

import { unbound } from '../ast/called.ts'
import { isFunction } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { placeOf } from '../ast/report-place.ts'
import { addExit } from '../crash/add-exit.ts'
import { crashWords, findCrashListener, type CrashListener } from '../crash/crash-listener.ts'
import { isEndingName } from '../crash/ending-name.ts'
import { endsTheProcess, type Question } from '../crash/ends-process.ts'
import { handlerOf } from '../crash/handler-of.ts'
import { isInTest } from '../phase/test-code.ts'
import { isPrinter, onlyPrints } from '../process/printing.ts'
import { functionOf } from '../resolve/local-function.ts'
import { optionsOf, pageOf } from '../rule-parts.ts'
import { doesNothing } from '../shutdown/handler.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'

interface Options {
  readonly endingFunctions: readonly string[]
}

const defaults: Options = { endingFunctions: [] }

export const noSwallowedCrash: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow handlers of crashes that carry on: what is wrong stays wrong, and nothing restarts it',
      recommended: true,
      url: pageOf('no-swallowed-crash'),
    },
    hasSuggestions: true,
    schema: [{
      type: 'object',
      properties: {
        endingFunctions: {
          type: 'array', items: { type: 'string' }, uniqueItems: true,
          description: 'Names of functions of yours that end the process.',
        },
      },
      additionalProperties: false,
    }],
    defaultOptions: [{ ...defaults }],
    messages: {
      swallowed: 'After `{{event}}` nobody knows what state the program is in, and this handler lets it carry on. '
        + 'End the process on every path, and recover at start-up.',
      lost: 'The thread is gone after its `error`, and this listener only says so. '
        + 'End the process, or start the thread\'s work anew.',
      addExit: 'End the process at the end of the handler.',
    },
  },

  create(context) {
    if (!crashWords.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    const question = { file, endingFunctions: optionsOf(context, defaults).endingFunctions }
    return {
      CallExpression(node) {
        const listener = findCrashListener(file, node)
        if (!listener || !carriesOn(question, listener) || isInTest(file, node)) return
        const fix = addExit(question, listener.handler)
        const found = { messageId: listener.of === 'worker' ? 'lost' : 'swallowed', data: { event: listener.event } }
        context.report({ ...placeOf(node), ...found, suggest: fix ? [{ messageId: 'addExit', fix }] : [] })
      },
    }
  },
}

function carriesOn(question: Question, { handler, of }: CrashListener): boolean {
  const { file } = question
  if (of === 'worker') return onlyPrints(file, handler) || doesNothing(file, handler) || isTeller(file, handler)
  const fn = handlerOf(file, handler)
  if (fn) return !endsTheProcess(question, fn) && !(isProxied(fn) && !onlyPrints(file, handler) && !doesNothing(file, handler))
  return isTeller(file, handler)
}

// `function (...args) { original.apply(this, args) }` hands the crash to whoever is asked.
function isProxied(fn: Node): boolean {
  return isFunction(fn) && fn.params.some((param) => param.type === 'RestElement')
}

// What is not in this file is at fault only when it tells, or its name says that it tells or does nothing.
function isTeller(file: SourceFile, handler: Node): boolean {
  if (functionOf(file, handler)) return false
  const inner = unbound(handler)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  if (name === undefined || isEndingName(name)) return name !== undefined && isPrinter(file, inner)
  return /^_?(?:log|warn|ignore|swallow)(?:$|[A-Z])/.test(name) || doesNothing(file, inner) || isPrinter(file, inner)
}
