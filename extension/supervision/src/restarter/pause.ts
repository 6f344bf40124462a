import { monotonicMs } from '../platform/clock.ts'

/** A time in which nobody judges a process, because a debugger holds it. It runs out by itself, whoever dies. */
export class Pause {
  untilMono = 0
  #timer: NodeJS.Timeout | undefined

  /** @param forMs 0 ends it now */
  begin(forMs: number, onOver: () => void): void {
    clearTimeout(this.#timer)
    this.untilMono = monotonicMs() + forMs
    if (forMs > 0) this.#timer = setTimeout(onOver, forMs)
  }
}
