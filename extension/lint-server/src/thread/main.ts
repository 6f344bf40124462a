/**
 * Thread of the language server that judges files, one after the other. It may be ended at any instant: it keeps nothing but
 * parsers that it can load again. Reads: requests, and TypeScript. Writes: answers.
 */
import { parentPort } from 'node:worker_threads'

import { lintText } from './lint-text.ts'
import type { LintAnswer, LintRequest } from './request.ts'

parentPort?.on('message', (request: LintRequest) => {
  parentPort?.postMessage(answer(request))
})

function answer(request: LintRequest): LintAnswer {
  try {
    return lintText(request)
  } catch (error) {
    // A mistake of a rule is about this file. It is told, and the next file is judged.
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}
