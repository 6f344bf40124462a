import type { Adapter, Report } from './adapter.ts'
import type { Part } from './results/results.ts'

const msPerMinute = 60_000

/** Collects what each adapter gives; one that fails is noted with its reason, and the others go on. */
export class Gathering<T> {
  readonly #began = new Date()
  readonly #of = new Map<string, T>()
  readonly #failed = new Map<string, string>()
  readonly #part: string
  readonly #report: Report

  constructor(part: string, report: Report) {
    this.#part = part
    this.#report = report
  }

  isIn({ id }: Adapter): boolean {
    return !this.#failed.has(id)
  }

  /** Measures one adapter once; what it gives is joined to what it gave before. */
  async measure(adapter: Adapter, once: () => Promise<T>, join: (before: T | undefined, now: T) => T = (_, now) => now): Promise<void> {
    if (!this.isIn(adapter)) return
    try {
      const now = await once()
      this.#of.set(adapter.id, join(this.#of.get(adapter.id), now))
      this.#report(`${this.#part}: ${adapter.title}: ${JSON.stringify(now, round).slice(0, 200)}`)
    } catch (error) {
      this.fail(adapter, error)
    }
  }

  fail({ id, title }: Adapter, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error)
    this.#failed.set(id, why)
    this.#report(`${this.#part}: ${title}: ${why}`)
  }

  part(): Part<T> {
    const minutes = (Date.now() - this.#began.getTime()) / msPerMinute
    return { at: this.#began.toISOString(), minutes, of: Object.fromEntries(this.#of), failed: Object.fromEntries(this.#failed) }
  }
}

function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value
}
