import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { unwrap } from '../ast/node.ts'
import { placeOf } from '../ast/report-place.ts'
import { resolveApi } from '../resolve/api.ts'
import { isInTest } from '../phase/test-code.ts'
import { onlyPrints } from '../process/printing.ts'
import { optionsOf, pageOf } from '../rule-parts.ts'
import { doesNothing, reachesAnEnd, startsAgain } from '../shutdown/handler.ts'
import { isHelperPackage, mentionsHelper, registersShutdown } from '../shutdown/helper-packages.ts'
import { removeListener } from '../shutdown/remove-listener.ts'
import { findSignalListener, type SignalListener } from '../shutdown/signal-listener.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'

interface Options {
  readonly allowSignals: readonly string[]
  readonly extraModules: readonly string[]
}

const defaults: Options = { allowSignals: ['SIGUSR1'], extraModules: [] }

export const noGracefulShutdown: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow shutdown handlers: a crash, a power cut and `SIGKILL` never run them',
      recommended: true,
      url: pageOf('no-graceful-shutdown'),
    },
    hasSuggestions: true,
    schema: [{
      type: 'object',
      properties: {
        allowSignals: {
          type: 'array', items: { type: 'string' }, uniqueItems: true,
          description: 'Signals that may be listened for.',
        },
        extraModules: {
          type: 'array', items: { type: 'string' }, uniqueItems: true,
          description: 'Further packages whose functions register shutdown handlers.',
        },
      },
      additionalProperties: false,
    }],
    defaultOptions: [{ ...defaults }],
    messages: {
      listener: 'A crash never runs this `{{signal}}` handler, so nothing may depend on it. '
        + 'Make every instant safe to die in, and do this work at start-up.',
      helper: 'A crash never runs what `{{callee}}` registers, so nothing may depend on it. '
        + 'Make every instant safe to die in, and do this work at start-up.',
      remove: 'Remove the shutdown handler.',
    },
  },

  create(context) {
    const options = optionsOf(context, defaults)
    const { text } = context.sourceCode
    const hasHelper = mentionsHelper(text, options.extraModules)
    if (!hasHelper && !signalWords.test(text)) return {}
    const file = sourceFileOf(context)
    const check = (call: ESTree.CallExpression | ESTree.NewExpression) => {
      const found = findListener(file, call, options) ?? (hasHelper ? findHelper(file, call, options) : undefined)
      if (!found || isInTest(file, call)) return
      const fix = call.type === 'CallExpression' ? removeListener(file, call) : undefined
      context.report({ ...placeOf(call), ...found, suggest: fix ? [{ messageId: 'remove', fix }] : [] })
    }
    return { CallExpression: check, NewExpression: check }
  },
}

// One of these words stands in every file that can have a listener to report.
const signalWords = /\bSIG[A-Z$'"`]|\bsig(?:nal)?(?:Name|Event)?\b/

interface Found {
  readonly messageId: 'listener' | 'helper'
  readonly data: Record<string, string>
}

function findListener(
  file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression, options: Options,
): Found | undefined {
  const listener = call.type === 'CallExpression' ? findSignalListener(file, call) : undefined
  const signal = listener && findShutdownSignal(file, listener, options)
  return signal === undefined ? undefined : { messageId: 'listener', data: { signal } }
}

const shutdownSignals = new Set(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGBREAK'])

// The other signals have other meanings (read the configuration, reopen the log, start the debugger):
// they count only when their handler ends something.
const endingSignals = new Set(['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGABRT', 'SIGALRM', 'SIGXCPU', 'SIGPWR'])

function findShutdownSignal(
  file: SourceFile, { signals, handler }: SignalListener, { allowSignals }: Options,
): string | undefined {
  if (handler && doesNothing(file, handler)) return undefined
  const judged = signals.filter((signal) => !allowSignals.includes(signal))
  const ends = () => handler !== undefined && reachesAnEnd(file, handler) && !startsAgain(file, handler)
  const certain = judged.find((signal) => shutdownSignals.has(signal))
  if (certain === undefined) {
    const unsure = signals.length === 0 ? 'signal' : judged.find((signal) => endingSignals.has(signal))
    return unsure !== undefined && ends() ? unsure : undefined
  }
  const isPrompt = judged.every((signal) => signal === 'SIGINT') && handler !== undefined && onlyPrints(file, handler)
  return isPrompt ? undefined : certain
}

function findHelper(
  file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression, { extraModules }: Options,
): Found | undefined {
  const callee = resolveApi(file, call.callee)
  const name = callee && registersShutdown(callee, extraModules) ? file.source.getText(call.callee)
    : nameOfPassedHelper(file, call, extraModules)
  return name === undefined ? undefined : { messageId: 'helper', data: { callee: name } }
}

// `app.register(gracefulShutdown)`: a plugin that is handed over whole.
function nameOfPassedHelper(
  file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression, extraModules: readonly string[],
): string | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  for (const argument of call.arguments) {
    const api = argument.type === 'Identifier' || argument.type === 'CallExpression' ? resolveApi(file, argument)
      : undefined
    if (api?.path === '' && isHelperPackage(api.module, extraModules)) return api.module
  }
  return undefined
}
