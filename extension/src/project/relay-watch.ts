import { findRelay, type RelayStatus } from '../../supervision/src/state/find-relay.ts'

const lookAgainMs = 2_000

/**
 * The relay of a project. It is looked for when the journal tells of one, and again and again while there is one: its death is
 * told by nobody.
 */
export class RelayWatch {
  relay: RelayStatus | null = null
  readonly #runtime: string
  readonly #onChange: () => void
  #timer: NodeJS.Timeout | undefined
  #isDisposed = false

  constructor(runtime: string, onChange: () => void) {
    this.#runtime = runtime
    this.#onChange = onChange
  }

  async look(): Promise<void> {
    const found = await findRelay(this.#runtime)
    if (this.#isDisposed) return
    const isNews = JSON.stringify(found) !== JSON.stringify(this.relay)
    this.relay = found
    clearTimeout(this.#timer)
    if (found !== null) this.#timer = setTimeout(() => void this.look(), lookAgainMs)
    if (isNews) this.#onChange()
  }

  dispose(): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
  }
}
