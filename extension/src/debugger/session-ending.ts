import { type DebugMessage, StoppedThreads } from './stopped-threads.ts'

/** How the debugging of one program ended: somebody ended it, or the program did, which may have stood at a breakpoint. */
export type Ending = 'by-user' | 'by-program' | 'at-breakpoint'

/** From what is said between the editor and the debug adapters of one program. What comes first decides. */
export class SessionEnding {
  readonly #threads = new Map<string, StoppedThreads>()
  #ended: Ending | undefined
  #isOurs = false

  get kind(): Ending {
    return this.#isOurs ? 'by-program' : (this.#ended ?? 'by-user')
  }

  /** The end that follows is ours, because the program is about to crash. */
  isOurs(): void {
    this.#isOurs = true
  }

  /** To an adapter. When the program has ended the editor disconnects, too. */
  sent(sessionId: string, message: DebugMessage): void {
    this.#threadsOf(sessionId).sent(message)
    const { type, command } = message
    if (type === 'request' && (command === 'disconnect' || command === 'terminate')) this.#ended ??= 'by-user'
  }

  heard(sessionId: string, message: DebugMessage): void {
    const wasStopped = [...this.#threads.values()].some(({ isAnyStopped }) => isAnyStopped)
    // A thread that is gone where it stood still stood there.
    if (message.event !== 'thread') this.#threadsOf(sessionId).heard(message)
    if (message.type === 'event' && message.event === 'terminated') this.#ended ??= wasStopped ? 'at-breakpoint' : 'by-program'
  }

  #threadsOf(sessionId: string): StoppedThreads {
    const threads = this.#threads.get(sessionId) ?? new StoppedThreads()
    this.#threads.set(sessionId, threads)
    return threads
  }
}
