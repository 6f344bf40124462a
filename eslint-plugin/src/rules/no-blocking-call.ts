import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { enclosingFunction, functionName } from '../ast/function.ts'
import { placeOf } from '../ast/report-place.ts'
import { asyncSuggestion } from '../blocking/async-suggestion.ts'
import { blockingWords, calledApi, isBlocking, mayBeBlocking } from '../blocking/blocking-calls.ts'
import { isBrowserBundle } from '../blocking/browser-bundle.ts'
import { isCliFile, isNamedAmong } from '../blocking/cli-file.ts'
import { isDying } from '../blocking/dying.ts'
import { callsBlockingContract, callsImportedContract } from '../blocking/sync-contract.ts'
import { isPoolFile } from '../blocking/pool-file.ts'
import { isWorkerFile } from '../blocking/worker-file.ts'
import { whenCalledElsewhere } from '../modules/callers.ts'
import { isOnlyForPrograms } from '../modules/for-programs.ts'
import { expectPhases, phaseAt } from '../phase/phase.ts'
import { isStartUpName } from '../phase/start-up-names.ts'
import type { Api } from '../resolve/canonical.ts'
import { optionsOf, pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'

interface Options {
  readonly cliFiles: readonly string[]
  readonly checkExported: boolean
  readonly checkStartUp: boolean
}

// What is called so is read at start-up; a handler or a watcher in it is not.
const settings = 'config'

const defaults: Options = {
  cliFiles: ['bin', 'cli', 'cmds', 'command', 'commands', 'task', 'tasks', 'script', 'scripts', 'tools', 'generators',
    'test', 'tests', '__tests__', 'testing', 'spec', 'mocks', '__mocks__', 'fixtures', 'bench', 'benchmark', 'benchmarks', 'config',
    'example', 'examples', 'demo', 'demos', 'scaffold', 'rollup', 'vite',
    'build.js', 'build.mjs', 'build.cjs', 'build.ts', 'gulpfile', 'Gruntfile', 'jakefile', 'Jakefile', 'install', 'postinstall', 'release'],
  checkExported: false,
  checkStartUp: false,
}

export const noBlockingCall: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow calls that block the event loop after start-up: a blocked program looks like a hanging one',
      recommended: true,
      url: pageOf('no-blocking-call'),
    },
    hasSuggestions: true,
    schema: [{
      type: 'object',
      properties: {
        cliFiles: {
          type: 'array', items: { type: 'string' }, uniqueItems: true,
          description: 'Names of folders and files whose code may block, because nobody is served by it.',
        },
        checkExported: {
          type: 'boolean',
          description: 'Whether to report exported functions too, which others may call after start-up.',
        },
        checkStartUp: {
          type: 'boolean',
          description: 'Whether to report what runs at start-up too, where every restart waits for it.',
        },
      },
      additionalProperties: false,
    }],
    defaultOptions: [{ ...defaults }],
    messages: {
      blocks: '`{{callee}}` blocks the event loop {{because}}: no request and no heartbeat passes until it is done. '
        + 'Use the asynchronous form, or do it at start-up.',
      mayBlock: '`{{callee}}` blocks the event loop when this function is called after start-up. '
        + 'Use the asynchronous form, or say it in the function\'s name: `…Sync`.',
      slowsStart: '`{{callee}}` blocks the start, and every restart waits for it. Use the asynchronous form.',
      useAsync: 'Use `await {{name}}(…)`.',
    },
  },

  create(context) {
    if (!blockingWords.test(context.sourceCode.text) || isBrowserBundle(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    const options = optionsOf(context, defaults)
    const programs = options.cliFiles.filter((name) => name !== settings)
    let isLeftAlone: boolean | undefined
    let isElsewhere: boolean | undefined
    let isSettings: boolean | undefined
    const found: { readonly call: ESTree.CallExpression, readonly api: Api | undefined }[] = []
    return {
      CallExpression(call) {
        if (!mayBeBlocking(call)) return
        const api = calledApi(file, call)
        const isNamed = api !== undefined && (isBlocking(api, call) || callsImportedContract(file, context.filename, api))
        if (!isNamed && !callsBlockingContract(file, call)) return
        isLeftAlone ??= isCliFile(context, file, programs) || isWorkerFile(file, context.filename)
        if (!isLeftAlone) found.push({ call, api })
      },
      'Program:exit'() {
        expectPhases(file, found.map(({ call }) => call))
        for (const { call, api } of found) {
          isSettings ??= options.cliFiles.includes(settings) && isNamedAmong(context, [settings])
          const judgement = judge(file, call, { ...options, isSettings, path: context.filename })
          if (!judgement) continue
          isElsewhere ??= isOnlyForPrograms(context.filename, programs) || isPoolFile(context.filename, file)
          if (isElsewhere) return
          const data = { callee: file.source.getText(call.callee), ...judgement.data }
          context.report({ ...placeOf(call), messageId: judgement.messageId, data, suggest: asyncSuggestion(file, call, api) })
        }
      },
    }
  },
}

interface Judgement {
  readonly messageId: 'blocks' | 'mayBlock' | 'slowsStart'
  readonly data: Record<string, string>
}

interface Place {
  readonly path: string
  readonly isSettings: boolean
}

function judge(file: SourceFile, call: ESTree.CallExpression, options: Options & Place): Judgement | undefined {
  const phase = phaseAt(file, call)
  const slowsStart: Judgement | undefined = options.checkStartUp ? { messageId: 'slowsStart', data: {} } : undefined
  if (options.isSettings && !(phase.kind === 'running' && !phase.likely)) return undefined
  if (phase.kind === 'start-up') return slowsStart
  if (phase.kind === 'left alone' || isDying(file, call)) return undefined
  if (phase.kind === 'running' && !phase.likely) return { messageId: 'blocks', data: { because: phase.because } }
  const elsewhere = whenCalledElsewhere(file, call, phase, options)
  const atStart = elsewhere.kind === 'start-up' && elsewhere.delaysStart ? slowsStart : undefined
  if (phase.kind === 'running') {
    if (elsewhere.kind === 'start-up') return atStart
    if (elsewhere.kind !== 'open') return { messageId: 'blocks', data: { because: phase.because } }
  }
  if (elsewhere.kind === 'running') return { messageId: 'blocks', data: { because: elsewhere.because } }
  if (isComputing(file, call)) return { messageId: 'mayBlock', data: {} }
  return options.checkExported && elsewhere.kind !== 'start-up' ? { messageId: 'mayBlock', data: {} } : atStart
}

const computing = new Set(['zlib', 'bcrypt', 'bcryptjs', 'bcrypt-nodejs', '@node-rs/bcrypt', '@node-rs/argon2', 'argon2',
  'fflate', 'snappy'])

// What packs data or hashes passwords is called for each of them, so it is no matter of start-up wherever it stands.
function isComputing(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = calledApi(file, call)
  if (!api || !computing.has(api.module) || api.path.startsWith('generate')) return false
  return !isStartUpName(functionName(enclosingFunction(call)))
}
