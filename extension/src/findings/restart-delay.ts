const firstDelayMs = 250
const longestDelayMs = 60_000
const wellAfterMs = 60_000

/** When a server that ended is started again: at once, and later each time while it does not live for a minute. It is never given up. */
export class RestartDelay {
  #deaths = 0
  #startedAt = 0

  started(nowMs: number): void {
    this.#startedAt = nowMs
  }

  /** It ended: how long to wait. */
  ended(nowMs: number): number {
    this.#deaths = nowMs - this.#startedAt >= wellAfterMs ? 0 : this.#deaths + 1
    return this.#deaths <= 1 ? 0 : Math.min(firstDelayMs * 2 ** (this.#deaths - 2), longestDelayMs)
  }
}
