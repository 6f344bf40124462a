import { monotonicMs } from '../clock.ts'
import { type ControlSocket, openControlSocket, type Roles } from './control-socket.ts'
import type { Guard } from './guard.ts'

const firstPauseMs = 20
const longestPauseMs = 5_000
const lostAfterMs = 5_000
const askAgainMs = 1_000

export interface ControlLinkOptions {
  readonly socketPath: string
  /** Whether the project should run now: only then is a restarter missed. */
  readonly isWanted: () => Promise<boolean>
  readonly onChange: () => void
}

/**
 * Knows who guards the project, from a connection that is kept open: its end is the instant news of the restarter's
 * death. Then it connects again, at growing distances, for as long as the project should run.
 */
export class ControlLink {
  guard: Guard = { kind: 'none' }
  readonly #options: ControlLinkOptions
  #socket: ControlSocket | undefined
  #isTrying = false
  #missingSinceMono: number | null = null
  #pauseMs = firstPauseMs
  #endPause: () => void = () => undefined
  #askAgain: NodeJS.Timeout | undefined
  #isDisposed = false

  constructor(options: ControlLinkOptions) {
    this.#options = options
  }

  /** Connects if that is possible now. Resolves when it is clear whether somebody guards, or should. */
  async connect(): Promise<void> {
    if (this.#socket !== undefined || this.#isTrying || this.#isDisposed) return
    this.#isTrying = true
    if (await this.#tryOnce()) this.#isTrying = false
    else await this.#missed()
  }

  /** Something changed: a restarter may be there now, or another watchdog. */
  look(): void {
    this.#socket?.askRoles()
    this.#endPause()
    void this.connect()
  }

  /** False: nobody is there who could be asked just now. */
  pause(name: string, forMs: number): boolean {
    if (this.guard.kind !== 'guarded') return false
    this.#socket?.pause(name, forMs)
    return this.#socket !== undefined
  }

  dispose(): void {
    this.#isDisposed = true
    clearTimeout(this.#askAgain)
    this.#endPause()
    this.#socket?.destroy()
  }

  async #tryOnce(): Promise<boolean> {
    this.#socket = await openControlSocket(this.#options.socketPath, {
      onRoles: (roles) => { this.#heard(roles) },
      onOtherVersion: () => { this.#become({ kind: 'other-version' }) },
      onClose: () => { this.#closed() },
    })
    if (this.#isDisposed) this.#socket?.destroy()
    return this.#socket !== undefined
  }

  /** Nobody is there. If somebody should be, the tries go on behind the caller's back. */
  async #missed(): Promise<void> {
    if (!(await this.#options.isWanted()) || this.#isDisposed) {
      this.#missingSinceMono = null
      this.#isTrying = false
      this.#become({ kind: 'none' })
      return
    }
    this.#missingSinceMono ??= monotonicMs()
    const isLost = monotonicMs() - this.#missingSinceMono >= lostAfterMs
    this.#become({ kind: isLost ? 'lost' : 'reconnecting' })
    void this.#tryLater()
  }

  async #tryLater(): Promise<void> {
    await this.#pause(this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
    if (await this.#tryOnce()) this.#isTrying = false
    else await this.#missed()
  }

  #heard(roles: Roles): void {
    this.#missingSinceMono = null
    this.#pauseMs = firstPauseMs
    this.#become({ kind: 'guarded', ...roles })
    clearTimeout(this.#askAgain)
    // A watchdog that was just raised has not introduced itself yet, and does so without a line in the journal.
    if (roles.watchdogPid === null) this.#askAgain = setTimeout(() => this.#socket?.askRoles(), askAgainMs)
  }

  #closed(): void {
    this.#socket = undefined
    this.#isTrying = true
    void this.#missed()
  }

  #become(guard: Guard): void {
    if (this.#isDisposed || JSON.stringify(guard) === JSON.stringify(this.guard)) return
    this.guard = guard
    this.#options.onChange()
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
