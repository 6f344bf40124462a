import { monotonicMs } from '../../platform/clock.ts'
import type { NewEvent } from '../../state/event.ts'
import type { ProcessContext } from './process-context.ts'

/** A time in which nobody judges a process, because a debugger holds it. It runs out by itself, whoever dies. */
export class Pause {
  untilMono = 0
  readonly #name: string
  readonly #context: ProcessContext
  #timer: NodeJS.Timeout | undefined

  constructor(name: string, context: ProcessContext) {
    this.#name = name
    this.#context = context
  }

  /** @param forMs 0 ends it now */
  begin(forMs: number, incarnation: number): void {
    const wasPaused = this.untilMono > monotonicMs()
    this.goOn(monotonicMs() + forMs, incarnation)
    // An editor renews a short pause again and again, for as long as somebody looks at a breakpoint: that is no news.
    if (wasPaused !== forMs > 0) this.#tell({ event: forMs > 0 ? 'paused' : 'resumed', incarnation, ms: forMs })
    this.#context.onChange() // its health check is asked again
  }

  /** Of a restarter before this one, too: somebody must tell that it is over. */
  goOn(untilMono: number, incarnation: number): void {
    clearTimeout(this.#timer)
    this.untilMono = untilMono
    const leftMs = untilMono - monotonicMs()
    if (leftMs > 0) this.#timer = setTimeout(() => { this.#ranOut(incarnation) }, leftMs)
  }

  #ranOut(incarnation: number): void {
    this.#tell({ event: 'resumed', incarnation, why: 'the pause is over' })
    this.#context.onChange()
  }

  #tell(event: Pick<NewEvent, 'event' | 'incarnation' | 'why' | 'ms'>): void {
    void this.#context.journal.append({ ...event, name: this.#name })
  }
}
