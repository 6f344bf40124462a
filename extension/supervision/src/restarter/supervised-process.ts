import type { ChildProcess, SendHandle } from 'node:child_process'

import { monotonicMs } from '../platform/clock.ts'
import { onLastWriterGone } from '../platform/fifo.ts'
import { identify, isAlive, type ProcessIdentity } from '../platform/process-identity.ts'
import { until } from '../platform/wait.ts'
import type { DeathKind } from '../state/event.ts'
import { type Flag, lowerFlag, raiseFlag } from '../state/flag.ts'
import { type IncarnationRecord, writeRecord } from '../state/incarnation-record.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProcessSpec, Remedy } from '../state/project.ts'
import type { WatchedProcess } from '../state/watch.ts'
import { type Ending, reportDeath } from './death-report.ts'
import { isCrashLoop, remedyAfter } from './escalation.ts'
import type { HeldForSpawn } from './held-sockets.ts'
import { forgetIncarnation, killLife, type Life, sweepGroup, timesOf } from './life.ts'
import { type Action, type Happening, type State, transitions } from './process-states.ts'
import { restartDelayMs, wasHealthy } from './restart-policy.ts'
import { canHandOver, lifePath, type Prepared, prepareIncarnation, type SpawnPlace, spawnPrepared } from './spawn-incarnation.ts'

const stopDeadlineMs = 60_000
const stillAlivePollMs = 1_000
const settleAfterKillMs = 300
const settleAfterLoopMs = 1_000
const ageJitterShare = 0.1
const timeoutMsMax = 2 ** 31 - 1 // setTimeout(); a limit of more than 24 days begins anew with its restarter

export interface ProcessContext extends SpawnPlace {
  readonly journal: JournalWriter
  /** What the watchdog is told of it changed. */
  readonly onChange: () => void
  readonly heldFor: (name: string) => readonly HeldForSpawn[]
  /** It began to listen, and gave us a copy of its socket. */
  readonly onHandedOver: (name: string, asked: ListeningMessage, handle: SendHandle) => void
  /** Nobody holds its sockets any longer. */
  readonly letGo: (name: string) => void
  readonly remediesFor: (name: string) => readonly Remedy[]
  /** What is done before the next start, beyond starting. */
  readonly carryOut: (remedy: Remedy, name: string) => Promise<void>
  readonly bootLimitMs: (spec: ProcessSpec) => number
}

export interface ListeningMessage {
  readonly kind: 'listening'
  readonly host: string | null
  readonly port: number
}

interface Message {
  readonly happening: Happening
  readonly why?: string
  readonly kind?: DeathKind
  readonly ending?: Ending
  /** With `start`: it goes on with the run that an earlier restarter began. */
  readonly isResumed?: boolean
  /** What happened to an incarnation that is not the present one is old news. */
  readonly incarnation?: number
}

/**
 * One process of the user: exactly one incarnation of it at a time. Messages are handled one after the other, each to
 * its end, so that no two of them ever act on the same life.
 */
export class SupervisedProcess {
  spec: ProcessSpec
  state: State = 'stopped'
  life: Life | null = null
  /** A known problem, ours or the watchdog's. */
  flag: Flag | null = null
  /** Monotonic milliseconds; until then nobody judges it. */
  pausedUntilMono = 0
  /** What the checker last said of the present incarnation; null: it has no health check, or was not asked yet. */
  verdict: { readonly incarnation: number; readonly isHealthy: boolean; readonly why: string } | null = null
  /** It listened in an earlier life, so it is healthy only when it does again. */
  mustServe = false
  /** False for a program that closes its sockets itself: holding them would be in its way. */
  isHoldable = true
  deathsInARow = 0
  readonly #context: ProcessContext
  #prepared: Promise<Prepared> | null = null
  #nextIncarnation: number
  #isWanted = false
  #timer: NodeJS.Timeout | undefined
  #ageTimer: NodeJS.Timeout | undefined
  #pauseTimer: NodeJS.Timeout | undefined
  #queue: Promise<void> = Promise.resolve()
  #whyNext = 'crash'

  constructor(spec: ProcessSpec, context: ProcessContext, nextIncarnation: number) {
    this.spec = spec
    this.#context = context
    this.#nextIncarnation = nextIncarnation
  }

  /** Resolves when the message was handled; its effects (a death, say) come as messages of their own. */
  async post(message: Message): Promise<void> {
    this.#queue = this.#queue.then(async () => this.#handle(message))
    return this.#queue
  }

  /** Takes over an incarnation that an earlier restarter spawned. Its death comes by the life line. */
  async adopt(record: IncarnationRecord, isReady: boolean): Promise<void> {
    const { name, incarnation } = record
    this.state = 'alive'
    this.#isWanted = true
    this.#nextIncarnation = Math.max(this.#nextIncarnation, incarnation + 1)
    this.life = { identity: record, incarnation, spawnedMono: record.spawnedMono, readyMono: isReady ? monotonicMs() : null, killed: null }
    this.#limitAge()
    await this.#journal('adopted', { incarnation, data: { pid: record.pid } })
    const ended = (): void => void this.#lifeLineEnded(incarnation)
    await onLastWriterGone(lifePath(this.#context.paths, name, incarnation), ended).catch(ended) // a deleted line: look at the process
    this.#prepareNext()
    this.#context.onChange()
  }

  /** Resolves when it is down and is not wanted up. */
  async whenStopped(): Promise<void> {
    while (this.state !== 'stopped') await until(async () => Promise.resolve(this.state === 'stopped' || undefined), stopDeadlineMs)
  }

  /** The watchdog saw it healthy. */
  markReady(incarnation: number): void {
    if (this.life?.incarnation !== incarnation || this.life.readyMono !== null) return
    this.life.readyMono = monotonicMs()
    this.#context.onChange()
  }

  get isReady(): boolean {
    return this.life !== null && this.life.readyMono !== null
  }

  get isWanted(): boolean {
    return this.#isWanted
  }

  /** What the watchdog must know; undefined where nobody wants it up. */
  toWatch(): WatchedProcess | undefined {
    if (!this.#isWanted) return undefined
    const { spec: { name, heartbeat, health }, life, verdict, pausedUntilMono, flag } = this
    const settleMs = flag?.kind === 'crash-loop' ? settleAfterLoopMs : settleAfterKillMs
    if (life === null) return { name, life, pausedUntilMono, flag, settleMs }
    const { incarnation, identity: { pid, startTime }, spawnedMono } = life
    const answer = verdict?.incarnation === incarnation ? verdict : null
    const { staleAfterMs, judge } = heartbeat
    const limits = { staleAfterMs, judge, bootLimitMs: this.#context.bootLimitMs(this.spec), mustServe: this.mustServe }
    const answers = { isAnswering: health === null || answer !== null, complaint: answer?.isHealthy === false ? answer.why : null }
    return { name, pausedUntilMono, flag, settleMs, life: { incarnation, pid, startTime, spawnedMono, isReady: this.isReady, ...limits, ...answers } }
  }

  async #handle(message: Message): Promise<void> {
    if (message.incarnation !== undefined && message.incarnation !== this.life?.incarnation) return
    const action = transitions[this.state][message.happening]
    await this.#actions[action](message)
  }

  readonly #actions: Record<Action, (message: Message) => Promise<void> | void> = {
    spawn: async (message) => {
      this.#isWanted = true
      const isFirst = this.state === 'stopped' && message.isResumed !== true
      if (isFirst) this.#whyNext = 'start'
      await this.#spawn(isFirst)
    },
    kill: async (message) => this.#kill(message.kind ?? 'restart', message.why ?? ''),
    'kill-for-good': async (message) => {
      this.#isWanted = false
      await this.#kill('stop', message.why ?? '')
    },
    'keep-down': async (message) => this.#keepDown(message),
    recover: async (message) => this.#recover(message.ending ?? { exitCode: null, signal: null }),
    'retry-later': async (message) => this.#notSpawned(message.why ?? ''),
    'want-up': () => { this.#isWanted = true },
    nothing: () => undefined,
  }

  async #spawn(isFirst: boolean): Promise<void> {
    clearTimeout(this.#timer)
    const prepared = await (this.#prepared ?? this.#prepare())
    this.#prepared = null
    const { incarnation } = prepared
    const spawnedMono = monotonicMs()
    const held = this.#context.heldFor(this.spec.name)
    const isHandingOver = this.isHoldable && held.length === 0 && canHandOver(this.spec)
    const child = spawnPrepared(this.#context, this.spec, prepared, { held, isHandingOver })
    this.state = 'alive'
    this.#listen(child, incarnation)
    if (child.pid === undefined) return // its `error` event follows
    const identity = await identify(child.pid)
    this.life = { identity, incarnation, spawnedMono, readyMono: null, killed: null }
    await writeRecord(this.#context.paths, this.#record(identity, incarnation, spawnedMono))
    void this.#journal('spawned', { incarnation, why: this.#whyNext, data: { pid: child.pid, first: isFirst } })
    this.#limitAge()
    this.#prepareNext()
    this.#context.onChange()
  }

  #listen(child: ChildProcess, incarnation: number): void {
    child.on('message', (message, handle) => {
      const asked = message as ListeningMessage
      if (asked.kind === 'listening' && handle !== undefined && this.isHoldable) this.#context.onHandedOver(this.spec.name, asked, handle)
    })
    child.once('error', (error) => void this.post({ happening: 'not-spawned', why: `cannot start: ${error.message}` }))
    child.once('exit', (exitCode, signal) => void this.post({ happening: 'died', incarnation, ending: { exitCode, signal } }))
  }

  async #lifeLineEnded(incarnation: number): Promise<void> {
    const life = this.life
    // A program may close descriptors that it does not know; then only its identity tells, and only by looking.
    if (life?.incarnation === incarnation && (await isAlive(life.identity))) {
      setTimeout(() => void this.#lifeLineEnded(incarnation), stillAlivePollMs)
      return
    }
    await this.post({ happening: 'died', incarnation })
  }

  async #kill(kind: DeathKind, why: string): Promise<void> {
    const life = this.life
    if (life === null) return
    this.state = 'killing'
    life.killed = { kind, why }
    void this.#journal('killed', { incarnation: life.incarnation, why })
    await killLife(life)
  }

  async #recover(ending: Ending): Promise<void> {
    const life = this.life
    if (life === null) return
    this.life = null
    clearTimeout(this.#ageTimer)
    this.#context.onChange()
    await sweepGroup(this.#context.paths, this.spec.name, life)
    const kind = life.killed?.kind ?? 'crash'
    const report = await reportDeath(this.#context.paths, { name: this.spec.name, incarnation: life.incarnation }, ending)
    const why = life.killed === null ? report.why : life.killed.why
    const written = this.#journal('exited', { incarnation: life.incarnation, why, data: { ...report.data, kind } })
    void written.then(async () => this.#forget(life.incarnation))
    if (why.includes('EADDRINUSE')) this.dontHold()
    await this.#startAgain(kind, life, why)
  }

  async #startAgain(kind: DeathKind, life: Life, why: string): Promise<void> {
    if (!this.#isWanted) { this.#isDown(); return }
    if (kind === 'restart' || wasHealthy(timesOf(life))) this.deathsInARow = 0
    if (kind !== 'restart') this.deathsInARow += 1
    this.#whyNext = kind
    if (isCrashLoop(this.deathsInARow)) await this.#escalate(life.incarnation, why)
    await this.#startAfter(restartDelayMs(this.deathsInARow, Math.random()))
  }

  async #notSpawned(why: string): Promise<void> {
    this.life = null
    this.deathsInARow += 1
    const incarnation = this.#nextIncarnation - 1
    void this.#journal('exited', { incarnation, why, data: { kind: 'crash' } }).then(async () => this.#forget(incarnation))
    if (!this.#isWanted) { this.#isDown(); return }
    this.#prepareNext()
    this.#whyNext = 'crash'
    if (isCrashLoop(this.deathsInARow)) await this.#escalate(incarnation, why)
    await this.#startAfter(Math.max(restartDelayMs(this.deathsInARow, Math.random()), stillAlivePollMs))
  }

  async #startAfter(delayMs: number): Promise<void> {
    if (delayMs === 0) { await this.#spawn(false); return }
    this.state = 'waiting'
    const why = `${this.deathsInARow} deaths in a row`
    void this.#journal('backoff', { ms: Math.round(delayMs), why })
    this.#timer = setTimeout(() => void this.post({ happening: 'due' }), delayMs)
  }

  async #keepDown(message: Message): Promise<void> {
    clearTimeout(this.#timer)
    const wasWaiting = this.state === 'waiting'
    this.#isWanted = false
    this.#isDown()
    if (wasWaiting) await this.#journal('exited', { why: message.why ?? '', data: { kind: 'stop' } })
  }

  async #forget(incarnation: number): Promise<void> {
    await forgetIncarnation(this.#context.paths, this.spec.name, incarnation)
    if (!this.#isWanted) await this.lowerFlag()
  }

  /** It was verified as solved, or nobody wants the process up any more. */
  async lowerFlag(): Promise<void> {
    this.flag = null
    await lowerFlag(this.#context.paths.flags, this.spec.name)
  }

  async raiseFlag(flag: Flag): Promise<void> {
    this.flag = flag
    await raiseFlag(this.#context.paths.flags, flag).catch(() => undefined) // a full disk stops no supervision
    this.#context.onChange()
  }

  /** Its sockets are not held from now on: it closes them itself, or cannot listen on a held one. */
  dontHold(): void {
    this.isHoldable = false
    this.#context.letGo(this.spec.name)
  }

  /** Nobody judges it meanwhile; with 0, somebody does again. It runs out by itself, whoever dies. */
  pause(forMs: number): void {
    clearTimeout(this.#pauseTimer)
    this.pausedUntilMono = monotonicMs() + forMs
    const incarnation = this.life?.incarnation ?? this.#nextIncarnation
    void this.#journal(forMs > 0 ? 'paused' : 'resumed', { incarnation, ms: forMs })
    if (forMs > 0) this.#pauseTimer = setTimeout(() => void this.#journal('resumed', { incarnation, why: 'the pause is over' }), forMs)
    this.#context.onChange()
  }

  /** Resolves when all that was posted is handled. */
  async settled(): Promise<void> {
    return this.#queue
  }

  /** Starts it at once if it only waits for its next try: something changed. */
  async retryNow(): Promise<void> {
    await this.post({ happening: 'due' })
  }

  // Restarting alone did not help; the flag stays until a life of it has been healthy for a while.
  async #escalate(incarnation: number, why: string): Promise<void> {
    const { name } = this.spec
    const remedy = remedyAfter(this.deathsInARow, this.#context.remediesFor(name))
    const raisedMono = this.flag?.raisedMono ?? monotonicMs()
    const isNew = this.flag === null
    const wasGivenUp = this.flag?.isGivenUp === true
    const head = { v: 1 as const, name, incarnation, kind: 'crash-loop' as const, raisedMono, silentSinceMono: raisedMono }
    const loop = `${this.deathsInARow} deaths in a row: ${why}`
    await this.raiseFlag({ ...head, why: loop, isGivenUp: wasGivenUp || remedy === 'give-up' })
    if (isNew) void this.#journal('flagged', { incarnation, why: loop, data: { flag: 'crash-loop' } })
    if (remedy === 'restart' || (remedy === 'give-up' && wasGivenUp)) return
    void this.#journal('escalated', { incarnation, why: remedy })
    await this.#context.carryOut(remedy, name)
  }

  #isDown(): void {
    this.state = 'stopped'
    this.#context.letGo(this.spec.name)
    this.#context.onChange()
  }

  // With jitter, so that processes that were started together do not restart together.
  #limitAge(): void {
    clearTimeout(this.#ageTimer)
    const { maxAgeMs } = this.spec
    const life = this.life
    if (maxAgeMs === null || life === null) return
    const dueMs = life.spawnedMono + maxAgeMs * (1 - ageJitterShare * Math.random()) - monotonicMs()
    const why = `older than ${maxAgeMs / 1_000} s (maxAgeMs)`
    const restart = (): void => void this.post({ happening: 'kill', kind: 'restart', why, incarnation: life.incarnation })
    this.#ageTimer = setTimeout(restart, Math.min(Math.max(0, dueMs), timeoutMsMax))
  }

  #prepareNext(): void {
    this.#prepared ??= this.#prepare()
    this.#prepared.catch(() => { this.#prepared = null }) // told where it is used: the next spawn tries again
  }

  async #prepare(): Promise<Prepared> {
    const incarnation = this.#nextIncarnation
    this.#nextIncarnation += 1
    return prepareIncarnation(this.#context, this.spec.name, incarnation)
  }

  #record(identity: ProcessIdentity, incarnation: number, spawnedMono: number): IncarnationRecord {
    const { name, heartbeat } = this.spec
    return { v: 1, name, incarnation, ...identity, spawnedMono, staleAfterMs: heartbeat.staleAfterMs }
  }

  async #journal(event: Parameters<JournalWriter['append']>[0]['event'], rest: object): Promise<void> {
    await this.#context.journal.append({ event, name: this.spec.name, ...rest })
  }
}

