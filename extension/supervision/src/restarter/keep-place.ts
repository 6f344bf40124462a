import { watch } from 'node:fs'
import { access } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import type { ProjectPaths } from '../state/project-paths.ts'

const settleMs = 100
const firstRetryMs = 100
const longestRetryMs = 1_000

/**
 * Has the runtime directory remade when somebody deletes it (a cleaner of temporary files, a log-out, a hand): without it
 * nobody can ask us anything, and whoever comes next would find nothing to adopt.
 */
export class PlaceKeeper {
  readonly #paths: ProjectPaths
  readonly #remake: () => Promise<void>
  #isLooking = false

  constructor(paths: ProjectPaths, remake: () => Promise<void>) {
    this.#paths = paths
    this.#remake = remake
  }

  /** Looks when something in the directory changes; to be called again when it is another one. */
  watch(): void {
    watch(this.#paths.runtime, () => void this.look()).on('error', () => undefined)
  }

  /** Looks whether it is there, and remakes it if it is not. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    await delay(settleMs) // whoever deletes it is to be done
    if (!(await isThere(this.#paths.project))) await this.#remakeUntilThere()
    this.#isLooking = false
  }

  async #remakeUntilThere(): Promise<void> {
    for (let pauseMs = firstRetryMs; ; pauseMs = Math.min(pauseMs * 2, longestRetryMs)) {
      const isRemade = await this.#remake().then(() => true, () => false) // a read-only or full disk: again later
      if (isRemade && (await isThere(this.#paths.project))) break
      await delay(pauseMs)
    }
    this.watch()
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
