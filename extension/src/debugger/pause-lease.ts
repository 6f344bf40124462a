export const pauseLeaseMs = 10_000
export const pauseRenewMs = 2_000

export interface PauseLeaseOptions {
  /** Asks that nobody judges the program for so long. */
  readonly pause: (forMs: number) => void
  /** Read again at each renewal: a setting that is changed counts at once. */
  readonly maxMs: () => number
  /** It has been held for that long, and is judged again. */
  readonly onCap: () => void
  readonly nowMono: () => number
}

/**
 * Keeps a program from being judged while a debugger holds it. A lease, not a switch: whoever dies at a breakpoint, this
 * editor too, the watchdog wakes by itself a few seconds later.
 */
export class PauseLease {
  readonly #options: PauseLeaseOptions
  #timer: NodeJS.Timeout | undefined
  #sinceMono = 0

  constructor(options: PauseLeaseOptions) {
    this.#options = options
  }

  /** While it is held already, that changes nothing. */
  hold(): void {
    if (this.#timer !== undefined) return
    this.#sinceMono = this.#options.nowMono()
    this.#timer = setInterval(() => { this.#renew() }, pauseRenewMs)
    this.#renew()
  }

  letGo(): void {
    if (this.#timer === undefined) return
    this.#end()
    this.#options.pause(0)
  }

  /** Without a word: the lease runs out. */
  dispose(): void {
    this.#end()
  }

  #renew(): void {
    const { maxMs, nowMono, pause, onCap } = this.#options
    if (nowMono() - this.#sinceMono < maxMs()) { pause(pauseLeaseMs); return }
    this.letGo()
    onCap()
  }

  #end(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
