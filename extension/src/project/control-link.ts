import type { KnownOfProcess } from '../../supervision/src/state/control.ts'
import { monotonicMs } from '../clock.ts'
import { type ControlSocket, openControlSocket, type Roles } from './control-socket.ts'
import type { Guard } from './guard.ts'

const firstPauseMs = 20
const longestPauseMs = 5_000
const lostAfterMs = 5_000
/** A spare is made, and a watchdog introduces itself, a little later, and without a line in the journal. */
const askAgainMs = { forWatchdog: 1_000, forSpares: 3_000 }

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
  /** What the restarter said of the programs; nothing while there is none. */
  processes: readonly KnownOfProcess[] = []
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

  /** Asks what the restarter knows of the programs now. */
  lookAtPrograms(): void {
    this.#socket?.askRoles()
  }

  /** The same, and once more a little later: something became of one, and a spare is made after that. */
  lookAtProgramsAgain(): void {
    this.lookAtPrograms()
    this.#askLater(askAgainMs.forSpares)
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
    // The next restarter, which is a moment away, holds the same.
    if (isLost) this.#become({ kind: 'lost' })
    else this.#become({ kind: 'reconnecting' }, this.processes)
    void this.#tryLater()
  }

  async #tryLater(): Promise<void> {
    await this.#pause(this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
    if (await this.#tryOnce()) this.#isTrying = false
    else await this.#missed()
  }

  #heard({ restarterPid, watchdogPid, processes }: Roles): void {
    this.#missingSinceMono = null
    this.#pauseMs = firstPauseMs
    this.#become({ kind: 'guarded', restarterPid, watchdogPid }, processes)
    if (watchdogPid === null) this.#askLater(askAgainMs.forWatchdog)
  }

  #askLater(afterMs: number): void {
    clearTimeout(this.#askAgain)
    if (!this.#isDisposed) this.#askAgain = setTimeout(() => this.#socket?.askRoles(), afterMs)
  }

  #closed(): void {
    this.#socket = undefined
    this.#isTrying = true
    void this.#missed()
  }

  #become(guard: Guard, processes: readonly KnownOfProcess[] = []): void {
    if (this.#isDisposed || JSON.stringify([guard, processes]) === JSON.stringify([this.guard, this.processes])) return
    this.guard = guard
    this.processes = processes
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
