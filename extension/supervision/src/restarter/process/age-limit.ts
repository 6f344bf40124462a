import { monotonicMs } from '../../platform/clock.ts'
import type { Life } from '../life/life.ts'
import type { Message } from './process-context.ts'

const jitterShare = 0.1
const timeoutMsMax = 2 ** 31 - 1 // setTimeout(); a limit of more than 24 days begins anew with its restarter

/** Calls back when a life has reached its limit of age: up to a tenth early, so that those of one start do not go together. */
export class AgeLimit {
  #timer: NodeJS.Timeout | undefined

  begin({ spawnedMono, incarnation }: Life, maxAgeMs: number | null, onOld: (message: Message) => void): void {
    this.end()
    if (maxAgeMs === null) return
    const dueMs = spawnedMono + maxAgeMs * (1 - jitterShare * Math.random()) - monotonicMs()
    const why = `older than ${maxAgeMs / 1_000} s (maxAgeMs)`
    const kill = (): void => { onOld({ happening: 'kill', kind: 'restart', why, incarnation }) }
    this.#timer = setTimeout(kill, Math.min(Math.max(0, dueMs), timeoutMsMax))
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
