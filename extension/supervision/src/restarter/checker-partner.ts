import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

import { monotonicMs } from '../platform/clock.ts'
import { privateFileMode } from '../platform/durable-file.ts'
import { signalProcess } from '../platform/process-stat.ts'
import { killStrays } from '../platform/sweep.ts'
import { type CheckedProcess, checkMark, parseFromChecker, type ToChecker, type Verdict } from '../state/health.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import { findRole, writeRoleRecord } from '../state/role-record.ts'
import { restartDelayMs } from './restart-policy.ts'
import { withoutRoleEnvironment } from './without-role-environment.ts'

const pingEveryMs = 1_000
const silentTooLongMs = 5_000
const settledMs = 2_000

export interface CheckerContext {
  readonly paths: ProjectPaths
  /** Absolute path of the checker's program. */
  readonly program: string
  readonly onVerdict: (verdict: Verdict) => void
}

/** Keeps one checker while there is something to check, and none otherwise: then it costs nothing. */
export class CheckerPartner {
  readonly #context: CheckerContext
  #processes: readonly CheckedProcess[] = []
  /** Names of processes that were ever checked by a command. */
  readonly #commands = new Set<string>()
  #child: ChildProcess | null = null
  #raising: Promise<void> | null = null
  #raisedMono = 0
  #heardMono = 0
  #lossesInARow = 0
  readonly #isAlone: Promise<void>
  #pings: NodeJS.Timeout | undefined

  constructor(context: CheckerContext) {
    this.#context = context
    this.#isAlone = this.#killLeftBehind()
  }

  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  /** What is to be checked from now on, whole each time. */
  update(processes: readonly CheckedProcess[]): void {
    if (isDeepStrictEqual(processes, this.#processes)) return
    this.#processes = processes
    for (const { name, health } of processes) if (health?.kind === 'command') this.#commands.add(name)
    if (this.#child !== null) this.#send({ kind: 'check', processes }) // with nothing to check it ends by itself
    else if (processes.length > 0) this.#raising ??= this.#raise()
  }

  /** Kills it, with whatever check command it was running. */
  async end(): Promise<void> {
    this.#processes = []
    this.#child?.kill('SIGKILL')
    const { paths, program } = this.#context
    await Promise.all([...this.#commands].map(async (name) =>
      killStrays({ marker: `CRASH_ONLY_CHECK=${checkMark(paths.id, name).CRASH_ONLY_CHECK}`, programs: dirname(program) })))
  }

  #send(message: ToChecker): void {
    this.#child?.send(message, undefined, {}, () => undefined) // that it is dead is told by its exit
  }

  // One that was stopped when an earlier restarter died could not see that.
  async #killLeftBehind(): Promise<void> {
    const left = await findRole(this.#context.paths, 'checker')
    if (left !== undefined) signalProcess(left.pid, 'SIGKILL')
  }

  async #raise(): Promise<void> {
    const { paths, program } = this.#context
    await this.#isAlone
    const output = await open(paths.log, 'a', privateFileMode).catch(() => undefined) // full, or deleted: then it is mute
    this.#raisedMono = this.#heardMono = monotonicMs()
    const fd = output?.fd ?? 'ignore'
    // Its commands are programs of the user. And it does not bear the mark of a program that started us.
    const env = { ...withoutRoleEnvironment(process.env), CRASH_ONLY_HEARTBEAT: undefined }
    const options = { cwd: '/', env, detached: true, stdio: ['ignore', fd, fd, 'ipc'] as ('ignore' | 'ipc' | number)[] }
    const child = spawn(process.execPath, [program, paths.id], options)
    this.#child = child
    child.on('message', (message) => { this.#hear(message) })
    child.once('exit', () => { this.#lost(child) })
    child.on('error', () => { if (child.pid === undefined) this.#lost(child) })
    this.#startPinging(child)
    await output?.close()
    if (child.pid !== undefined) await writeRoleRecord(paths, 'checker', child.pid)
    this.#raising = null
    this.#send({ kind: 'check', processes: this.#processes })
  }

  #hear(received: unknown): void {
    this.#heardMono = monotonicMs()
    const message = parseFromChecker(received)
    if (message?.kind === 'verdict') this.#context.onVerdict(message)
  }

  #lost(child: ChildProcess): void {
    if (child !== this.#child) return
    this.#child = null
    clearInterval(this.#pings)
    if (this.#processes.length === 0) return
    this.#lossesInARow = monotonicMs() - this.#raisedMono > settledMs ? 1 : this.#lossesInARow + 1
    setTimeout(() => { if (this.#child === null && this.#processes.length > 0) this.#raising ??= this.#raise() },
      restartDelayMs(this.#lossesInARow, Math.random()))
  }

  // One that is stopped or loops does not answer. While we were late ourselves it could not be heard.
  #startPinging(child: ChildProcess): void {
    let plannedMono = monotonicMs() + pingEveryMs
    clearInterval(this.#pings)
    this.#pings = setInterval(() => {
      this.#heardMono += Math.max(0, monotonicMs() - plannedMono)
      plannedMono = monotonicMs() + pingEveryMs
      if (monotonicMs() - this.#heardMono > silentTooLongMs) child.kill('SIGKILL')
      else this.#send({ kind: 'ping' })
    }, pingEveryMs)
  }
}
