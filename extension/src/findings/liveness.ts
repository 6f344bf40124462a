import type { Disposable } from '../disposable.ts'

export interface LivenessOptions {
  /** Resolves when the server answers anything. */
  readonly ask: () => Promise<unknown>
  readonly answerDeadlineMs: number
  readonly pauseMs: number
  /** It did not answer: it hangs. */
  readonly onHang: () => void
}

/** Asks a server whether it lives, only while somebody works with it: one that is idle is left in peace. */
export class Liveness implements Disposable {
  readonly #options: LivenessOptions
  #deadline: NodeJS.Timeout | undefined
  #askedAt = -Infinity

  constructor(options: LivenessOptions) {
    this.#options = options
  }

  used(nowMs: number): void {
    const { pauseMs, answerDeadlineMs, onHang } = this.#options
    if (this.#deadline !== undefined || nowMs - this.#askedAt < pauseMs) return
    this.#askedAt = nowMs
    this.#deadline = setTimeout(() => { this.dispose(); onHang() }, answerDeadlineMs)
    void this.#ask()
  }

  dispose(): void {
    clearTimeout(this.#deadline)
    this.#deadline = undefined
  }

  async #ask(): Promise<void> {
    const asked = this.#deadline
    try {
      await this.#options.ask()
    } catch {
      // It answered that it cannot, or it died: both are seen elsewhere, and neither is a hang.
    }
    if (asked === this.#deadline) this.dispose()
  }
}
