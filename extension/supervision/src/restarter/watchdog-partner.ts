import type { SendHandle } from 'node:child_process'

import { monotonicMs } from '../platform/clock.ts'
import { withResolvers } from '../platform/with-resolvers.ts'
import { signalProcess } from '../platform/process-stat.ts'
import { isPartnerLost, lineToParent, raiseRole, type RoleLine } from '../platform/role-line.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import { type ProjectPaths, roleArgs } from '../state/project-paths.ts'
import { findRole, writeRoleRecord } from '../state/role-record.ts'
import type { StampedEvent, ToRestarter, ToWatchdog } from '../state/watch.ts'
import { restartDelayMs } from './restart-policy.ts'

const lookEveryMs = 1_000
const settledMs = 2_000

export interface PartnerContext {
  readonly paths: ProjectPaths
  readonly journal: JournalWriter
  /** Absolute path of the watchdog's program. */
  readonly program: string
  /** It noted something; it is in the journal when this resolves. */
  readonly onEvent: (event: StampedEvent, watchdogPid: number) => Promise<void>
  /** It gives back a socket that an earlier restarter held. */
  readonly onHold: (key: string, handle: SendHandle) => void
  /** Everything that a watchdog must be told anew. */
  readonly onRaised: () => void
  /** A watchdog raised us, so there is one. */
  readonly isRaisedByIt: boolean
}

/** Keeps exactly one watchdog. When the line to it ends another one is raised; when it falls silent it is killed. */
export class WatchdogPartner {
  readonly #context: PartnerContext
  #line: RoleLine | null = null
  #raisedMono = monotonicMs()
  #heardMono = monotonicMs()
  #writtenNumber = 0
  #heeding: Promise<void> = Promise.resolve()
  #lossesInARow = 0
  #isEnding = false
  readonly #heard = withResolvers<undefined>()

  constructor(context: PartnerContext) {
    this.#context = context
    this.#line = context.isRaisedByIt ? (lineToParent(this.#events()) ?? null) : null
    this.#startLooking()
  }

  get pid(): number | null {
    return this.#line?.pid ?? null
  }

  /** Raises a watchdog, unless it was one that raised us; kills one that an earlier restarter left behind, stopped. */
  async comeUp(): Promise<void> {
    await this.#killLeftBehind()
    if (this.#line === null) await this.#raise()
    else await this.#meet(this.#line)
  }

  send(message: ToWatchdog, handle?: SendHandle): void {
    this.#line?.send(message, handle)
  }

  /** Ends the watchdog too: nothing of us stays when a project ends. */
  kill(): void {
    this.expectEnd()
    if (this.#line !== null) signalProcess(this.#line.pid, 'SIGKILL')
  }

  /** From now on its death raises no other. */
  expectEnd(): void {
    this.#isEnding = true
  }

  /** Resolves when the watchdog that raised us has given back the sockets that it held for us. */
  async givenBack(): Promise<void> {
    if (this.#line !== null) await this.#heard.promise
  }

  #events() {
    return {
      onMessage: (message: unknown, handle?: SendHandle): void => void this.#hear(message as ToRestarter, handle),
      onEnd: (): void => void this.#lost(),
    }
  }

  async #hear(message: ToRestarter, handle: SendHandle | undefined): Promise<void> {
    this.#heardMono = monotonicMs()
    if (message.kind === 'hold' && handle !== undefined) this.#context.onHold(message.key, handle)
    if (message.kind !== 'hold') this.#heard.resolve(undefined) // it gives the sockets first
    if (message.kind === 'event') {
      // One after the other: the flag stands on the disk before it is remedied, and an event counts as written when all before it are.
      const line = this.#line
      this.#heeding = this.#heeding.then(async () => this.#heed(message, line))
      await this.#heeding
    }
    if (message.kind !== 'hold') this.send({ kind: 'pong', written: this.#writtenNumber })
  }

  async #heed({ event, number }: Extract<ToRestarter, { kind: 'event' }>, from: RoleLine | null): Promise<void> {
    await this.#context.onEvent(event, from?.pid ?? 0)
    if (from === this.#line) this.#writtenNumber = number
  }

  async #lost(): Promise<void> {
    const pid = this.#line?.pid
    this.#line = null
    if (this.#isEnding) return
    this.#lossesInARow = monotonicMs() - this.#raisedMono > settledMs ? 1 : this.#lossesInARow + 1
    void this.#context.journal.append({ event: 'role-lost', why: 'the life line ended', data: { role: 'watchdog', ...(pid && { pid }) } })
    const delayMs = restartDelayMs(this.#lossesInARow, Math.random())
    if (delayMs === 0) await this.#raise()
    else setTimeout(() => void this.#raise(), delayMs)
  }

  async #raise(): Promise<void> {
    const { paths, program } = this.#context
    this.#raisedMono = monotonicMs()
    this.#writtenNumber = 0
    await this.#meet(await raiseRole({ program, args: roleArgs(paths), log: paths.log }, this.#events()))
  }

  async #meet(line: RoleLine): Promise<void> {
    this.#line = line
    this.#heardMono = monotonicMs()
    this.#context.onRaised()
    await writeRoleRecord(this.#context.paths, 'watchdog', line.pid)
  }

  // A stopped watchdog cannot see that its restarter died; when it goes on, it would raise a second pair.
  async #killLeftBehind(): Promise<void> {
    const left = await findRole(this.#context.paths, 'watchdog')
    if (left !== undefined && left.pid !== this.#line?.pid) signalProcess(left.pid, 'SIGKILL')
  }

  #startLooking(): void {
    let plannedMono = monotonicMs() + lookEveryMs
    setInterval(() => {
      // While we were late ourselves (a suspend, a loaded machine) it could not be heard.
      this.#heardMono += Math.max(0, monotonicMs() - plannedMono)
      plannedMono = monotonicMs() + lookEveryMs
      void this.#look()
    }, lookEveryMs)
  }

  async #look(): Promise<void> {
    const line = this.#line
    if (line !== null && (await isPartnerLost(line.pid, monotonicMs() - this.#heardMono - lookEveryMs))) signalProcess(line.pid, 'SIGKILL')
  }
}
