import { missingNeeds, type Startable } from './start-order.ts'

/** Processes that are to start when all that they need is ready. */
export class StartQueue {
  readonly #waiting = new Map<string, () => void>()

  /** Starts it now, or later. @returns what it waits for */
  start(name: string, all: ReadonlyMap<string, Startable>, start: () => void): string[] {
    const missing = missingNeeds(name, all)
    if (missing.length === 0) start()
    else this.#waiting.set(name, start)
    return missing
  }

  /** One more is ready: starts all that waited for nothing else. */
  oneIsReady(all: ReadonlyMap<string, Startable>): void {
    for (const [name, start] of this.#waiting) {
      if (missingNeeds(name, all).length > 0) continue
      this.#waiting.delete(name)
      start()
    }
  }

  drop(name: string): void {
    this.#waiting.delete(name)
  }
}
