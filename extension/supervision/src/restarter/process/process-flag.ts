import { monotonicMs } from '../../platform/clock.ts'
import { type Flag, lowerFlag, raiseFlag } from '../../state/flag.ts'
import { loopFlag, remedyAfter } from './escalation.ts'
import type { ProcessContext } from './process-context.ts'

/** The flag of one process: the watchdog's, for what it saw, or ours, for deaths in a row. It is a file, too. */
export class ProcessFlag {
  value: Flag | null = null
  readonly #name: string
  readonly #context: ProcessContext

  constructor(name: string, context: ProcessContext) {
    this.#name = name
    this.#context = context
  }

  async raise(flag: Flag): Promise<void> {
    this.value = flag
    await raiseFlag(this.#context.paths.flags, flag).catch(() => undefined) // a full disk stops no supervision
    this.#context.onChange()
  }

  /** It was verified as solved, or nobody wants the process up any more. */
  async lower(): Promise<void> {
    this.value = null
    await lowerFlag(this.#context.paths.flags, this.#name)
  }

  /** Restarting alone did not help: flags it, and carries out what is next. The flag stays until it has been healthy for a while. */
  async escalate(incarnation: number, why: string, deathsInARow: number): Promise<void> {
    const name = this.#name
    const before = this.value
    const remedy = remedyAfter(deathsInARow, this.#context.remediesFor(name))
    const flag = loopFlag({ name, incarnation, why, deathsInARow, remedy, before, nowMono: monotonicMs() })
    await this.raise(flag)
    const flagged = { event: 'flagged' as const, name, incarnation, why: flag.why, data: { flag: flag.kind } }
    // A hang that became a loop is another problem, which is told once, too.
    if (before?.kind !== 'crash-loop') void this.#context.journal.append(flagged)
    if (remedy === 'restart' || (remedy === 'give-up' && before?.isGivenUp === true)) return
    void this.#context.journal.append({ event: 'escalated', name, incarnation, why: remedy })
    await this.#context.carryOut(remedy, name)
  }
}
