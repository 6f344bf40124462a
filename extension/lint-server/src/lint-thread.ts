import { Worker } from 'node:worker_threads'

import type { LintAnswer, LintRequest } from './thread/request.ts'

export type Outcome = LintAnswer | { readonly kind: 'too-slow' }

export interface LintThreadOptions {
  /** The program of the thread. */
  readonly program: URL
  /** From the question to the answer; also for loading what it needs. */
  readonly deadlineMs: number
  /** Without a question for so long, the thread is ended: it is there again when somebody asks. */
  readonly idleMs: number
  readonly heapMbMax: number
}

interface Asked {
  readonly request: LintRequest
  readonly resolve: (outcome: Outcome) => void
}

/**
 * Judges files in a thread of its own, one after the other. The thread may die, run out of memory or never answer: the file that it was
 * about gets that as its outcome, and the next file gets a new thread.
 */
export class LintThread {
  readonly #options: LintThreadOptions
  readonly #waiting: Asked[] = []
  #current: Asked | undefined
  #worker: Worker | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: LintThreadOptions) {
    this.#options = options
  }

  async ask(request: LintRequest): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#waiting.push({ request, resolve })
      this.#next()
    })
  }

  #next(): void {
    if (this.#current !== undefined) return
    clearTimeout(this.#timer)
    this.#current = this.#waiting.shift()
    if (this.#current === undefined) {
      this.#timer = setTimeout(() => { this.#endThread() }, this.#options.idleMs).unref()
      return
    }
    this.#worker ??= this.#startThread()
    this.#worker.postMessage(this.#current.request)
    this.#timer = setTimeout(() => { this.#lost({ kind: 'too-slow' }) }, this.#options.deadlineMs)
  }

  #startThread(): Worker {
    const { program, heapMbMax } = this.#options
    // What it prints must not get into the stream of the protocol.
    const worker = new Worker(program, { stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: heapMbMax } })
    worker.on('message', (answer: LintAnswer) => { if (worker === this.#worker) this.#answered(answer) })
    worker.on('error', (error) => { this.#died(worker, error instanceof Error ? error.message : String(error)) })
    worker.on('exit', () => { this.#died(worker, 'the thread ended') })
    worker.stdout.resume()
    worker.stderr.resume()
    worker.unref()
    return worker
  }

  #answered(outcome: Outcome): void {
    this.#current?.resolve(outcome)
    this.#current = undefined
    this.#next()
  }

  // It is told by its error and then by its end: the first one counts.
  #died(worker: Worker, reason: string): void {
    if (worker === this.#worker) this.#lost({ kind: 'failed', reason })
  }

  /** The next question starts a new thread. */
  #lost(outcome: Outcome): void {
    this.#endThread()
    this.#answered(outcome)
  }

  #endThread(): void {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
  }
}
