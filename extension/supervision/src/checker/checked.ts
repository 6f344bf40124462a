import { setTimeout as delay } from 'node:timers/promises'

import { monotonicMs } from '../platform/clock.ts'
import { measureLateness } from '../platform/lateness.ts'
import type { CheckedProcess, Verdict } from '../state/health.ts'
import { ask, type Asked } from './ask.ts'
import { type CheckPlace, killLeftBehind } from './ask-command.ts'
import { firstHealth, type Health, judgeHealth, judgeMemory, littleMemory, verdictOf } from './judge-health.ts'

// One that starts is asked more often: what needs it waits for the answer.
const startingEveryMs = 250

/** One incarnation that is asked again and again, one question at a time, until `end`. */
export class Checked {
  readonly process: CheckedProcess
  readonly #place: CheckPlace
  readonly #tell: (verdict: Verdict) => void
  readonly #ended = new AbortController()
  #health: Health | null
  #memory = littleMemory
  #told: Verdict['state'] | null = null

  constructor(process: CheckedProcess, place: CheckPlace, tell: (verdict: Verdict) => void) {
    this.process = process
    this.#place = place
    this.#tell = tell
    this.#health = process.health === null ? null : firstHealth(process)
  }

  begin(): void {
    const { health } = this.process
    if (health !== null) void this.#askOn({ ...this.process, health, place: this.#place })
  }

  end(): void {
    this.#ended.abort()
  }

  /** Its group was seen to use so much. */
  noteMemory(usedMb: number): void {
    const { maxMemoryMb } = this.process
    if (maxMemoryMb === null) return
    this.#memory = judgeMemory(this.#memory, usedMb, maxMemoryMb)
    this.#tellChange(0)
  }

  async #askOn(asked: Asked): Promise<void> {
    const { signal } = this.#ended
    if (asked.health.kind === 'command') await killLeftBehind(asked)
    while (!signal.aborted) {
      await this.#askOnce(asked)
      const everyMs = this.#health?.state === 'pending' ? Math.min(startingEveryMs, asked.health.everyMs) : asked.health.everyMs
      await delay(everyMs, undefined, { signal }).catch(() => undefined) // ended meanwhile
    }
  }

  async #askOnce(asked: Asked): Promise<void> {
    const begunMono = monotonicMs()
    const lateMs = measureLateness()
    const answer = await ask(asked, this.#ended.signal)
    const look = { answer, lateMs: lateMs() }
    if (this.#ended.signal.aborted || this.#health === null) return
    this.#health = judgeHealth(this.#health, look, asked.health.failuresMax)
    this.#tellChange(monotonicMs() - begunMono)
  }

  #tellChange(ms: number): void {
    const verdict = verdictOf(this.#health, this.#memory)
    if (verdict === undefined || verdict.state === this.#told) return
    this.#told = verdict.state
    const { name, incarnation } = this.process
    this.#tell({ kind: 'verdict', name, incarnation, ms: Math.round(ms), ...verdict })
  }
}
