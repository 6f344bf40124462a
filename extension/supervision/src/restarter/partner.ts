import type { Socket } from 'node:net'
import { join } from 'node:path'

import { monotonicMs } from '../platform/clock.ts'
import { signalProcess } from '../platform/process-identity.ts'
import { spawnRole } from '../platform/spawn-role.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import { restartDelayMs } from './restart-policy.ts'

const comesByItselfMs = 500
const lookEveryMs = 1_000
const silentTooLongMs = 5_000
const settledMs = 2_000

export interface PartnerContext {
  readonly paths: ProjectPaths
  readonly journal: JournalWriter
  /** Absolute path of the watchdog's program. */
  readonly program: string
  /** A watchdog raised us, so there is one, and it comes by itself. */
  readonly isExpected: boolean
}

/**
 * Keeps exactly one watchdog: its connection is the life line, and its pings show that its loop turns. When the line
 * ends another one is raised; when it falls silent it is killed, which ends the line.
 */
export class WatchdogPartner {
  readonly #context: PartnerContext
  #guard: { readonly socket: Socket; readonly pid: number; readonly sinceMono: number; heardMono: number } | null = null
  #lossesInARow = 0
  #raising: NodeJS.Timeout | undefined

  constructor(context: PartnerContext) {
    this.#context = context
    this.#raising = setTimeout(() => void this.#raise(), context.isExpected ? comesByItselfMs : 0)
    setInterval(() => { this.#look() }, lookEveryMs)
  }

  get pid(): number | null {
    return this.#guard?.pid ?? null
  }

  /** A watchdog introduces itself. False: there is one already, so it must go. */
  accept(socket: Socket, pid: number): boolean {
    if (this.#guard !== null && this.#guard.pid !== pid) return false
    clearTimeout(this.#raising)
    this.#guard = { socket, pid, sinceMono: monotonicMs(), heardMono: monotonicMs() }
    socket.once('close', () => { this.#lost(socket) })
    return true
  }

  heard(socket: Socket): void {
    if (this.#guard?.socket === socket) this.#guard.heardMono = monotonicMs()
  }

  /** Ends the watchdog too: nothing of us stays when a project ends. */
  kill(): void {
    const guard = this.#guard
    this.#guard = null // so that its death raises no other
    clearTimeout(this.#raising)
    if (guard !== null) signalProcess(guard.pid, 'SIGKILL')
  }

  #lost(socket: Socket): void {
    const guard = this.#guard
    if (guard?.socket !== socket) return
    this.#guard = null
    this.#lossesInARow = monotonicMs() - guard.sinceMono > settledMs ? 1 : this.#lossesInARow + 1
    void this.#context.journal.append({ event: 'role-lost', why: 'the life line ended', data: { role: 'watchdog', pid: guard.pid } })
    this.#raising = setTimeout(() => void this.#raise(), restartDelayMs(this.#lossesInARow, Math.random()))
  }

  async #raise(): Promise<void> {
    const { paths, program } = this.#context
    await spawnRole({ program, args: [paths.folder], log: join(paths.state, 'supervision.log') })
    // One that dies before it introduces itself has no line that could end: look again.
    this.#raising = setTimeout(() => { if (this.#guard === null) void this.#raise() }, silentTooLongMs)
  }

  #look(): void {
    const guard = this.#guard
    if (guard !== null && monotonicMs() - guard.heardMono > silentTooLongMs) signalProcess(guard.pid, 'SIGKILL')
  }
}
