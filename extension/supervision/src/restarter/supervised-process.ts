import type { ChildProcess } from 'node:child_process'

import { monotonicMs } from '../platform/clock.ts'
import { onLastWriterGone } from '../platform/fifo.ts'
import { identify, isAlive, type ProcessIdentity } from '../platform/process-identity.ts'
import { until } from '../platform/wait.ts'
import type { DeathKind } from '../state/event.ts'
import { type IncarnationRecord, writeRecord } from '../state/incarnation-record.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProcessSpec } from '../state/project.ts'
import type { WatchedProcess } from '../state/watch.ts'
import { AgeLimit } from './age-limit.ts'
import { type Ending, reportDeath } from './death-report.ts'
import { isCrashLoop } from './escalation.ts'
import { forgetIncarnation, killLife, type Life, sweepGroup, timesOf } from './life.ts'
import { NextLife } from './next-life.ts'
import { notifyFor } from './notify-receiver.ts'
import { Pause } from './pause.ts'
import type { ListeningMessage, Message, ProcessContext } from './process-context.ts'
import { ProcessFlag } from './process-flag.ts'
import { type Action, type State, transitions } from './process-states.ts'
import { restartDelayMs, wasHealthy } from './restart-policy.ts'
import { canHandOver, lifePath, spawnPrepared } from './spawn-incarnation.ts'
import { type HealthVerdict, watchEntry } from './watch-entry.ts'

const stopDeadlineMs = 60_000
const stillAlivePollMs = 1_000

/**
 * One process of the user: exactly one incarnation of it at a time. Messages are handled one after the other, each to
 * its end, so that no two of them ever act on the same life.
 */
export class SupervisedProcess {
  spec: ProcessSpec
  state: State = 'stopped'
  life: Life | null = null
  readonly flag: ProcessFlag
  readonly pause = new Pause()
  /** What the checker last said of the present incarnation; null: it has no health check, or was not asked yet. */
  verdict: HealthVerdict | null = null
  /** It listened in an earlier life, so it is healthy only when it does again. */
  mustServe = false
  /** False for a program that closes its sockets itself: holding them would be in its way. */
  isHoldable = true
  deathsInARow = 0
  readonly #context: ProcessContext
  readonly #next: NextLife
  #isWanted = false
  #timer: NodeJS.Timeout | undefined
  readonly #age = new AgeLimit()
  #queue: Promise<void> = Promise.resolve()
  #whyNext = 'crash'

  constructor(spec: ProcessSpec, context: ProcessContext, nextIncarnation: number) {
    this.spec = spec
    this.flag = new ProcessFlag(spec.name, context)
    this.#context = context
    this.#next = new NextLife(context, nextIncarnation)
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
    this.#next.isAfter(incarnation)
    this.life = { identity: record, incarnation, spawnedMono: record.spawnedMono, readyMono: isReady ? monotonicMs() : null, killed: null }
    this.#limitAge()
    await this.#journal('adopted', { incarnation, data: { pid: record.pid } })
    const ended = (): void => void this.#lifeLineEnded(incarnation)
    await onLastWriterGone(lifePath(this.#context.paths, name, incarnation), ended).catch(ended) // a deleted line: look at the process
    setTimeout(ended, stillAlivePollMs) // a child that left the group holds the line on after its death
    this.#next.prepare(this.spec)
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
    return this.#isWanted ? watchEntry(this, this.#context.bootLimitMs(this.spec)) : undefined
  }

  async remakeRecord(): Promise<void> {
    const { life } = this
    if (life !== null) await writeRecord(this.#context.paths, this.#record(life.identity, life.incarnation, life.spawnedMono))
    if (this.flag.value !== null) await this.flag.raise(this.flag.value)
    this.#next.forget() // its life line was deleted with the rest
    this.#next.prepare(this.spec)
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
    const prepared = await this.#next.take(this.spec)
    const { incarnation } = prepared
    const spawnedMono = monotonicMs()
    const held = this.#context.heldFor(this.spec.name)
    const isHandingOver = this.isHoldable && held.length === 0 && canHandOver(this.spec)
    const notify = await notifyFor(this.#context, this.spec, prepared)
    this.state = 'alive'
    if (notify.kind === 'refused') {
      void this.post({ happening: 'not-spawned', why: `cannot start: ${notify.why}` })
      return
    }
    const child = spawnPrepared(this.#context, this.spec, prepared, { held, isHandingOver, notify: notify.env })
    this.#listen(child, incarnation)
    if (child.pid === undefined) return // its `error` event follows
    const identity = await identify(child.pid)
    this.life = { identity, incarnation, spawnedMono, readyMono: null, killed: null }
    await writeRecord(this.#context.paths, this.#record(identity, incarnation, spawnedMono))
    void this.#journal('spawned', { incarnation, why: this.#whyNext, data: { pid: child.pid, first: isFirst } })
    this.#limitAge()
    this.#next.prepare(this.spec)
    this.#context.onChange()
  }

  #listen(child: ChildProcess, incarnation: number): void {
    child.on('message', (message, handle) => {
      const asked = message as ListeningMessage
      if (handle !== undefined && this.isHoldable) this.#context.onHandedOver(this.spec.name, asked, handle)
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
    this.#age.end()
    this.#context.onChange()
    const { strays } = await sweepGroup(this.#context, this.spec.name, life)
    if (!this.#isWanted) await strays // beside the next spawn, but before `stop` says that nothing is left
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
    if (isCrashLoop(this.deathsInARow)) await this.flag.escalate(life.incarnation, why, this.deathsInARow)
    await this.#startAfter(restartDelayMs(this.deathsInARow, Math.random()))
  }

  async #notSpawned(why: string): Promise<void> {
    this.life = null
    this.deathsInARow += 1
    const incarnation = this.#next.incarnation - 1
    void this.#journal('exited', { incarnation, why, data: { kind: 'crash' } }).then(async () => this.#forget(incarnation))
    if (!this.#isWanted) { this.#isDown(); return }
    this.#next.prepare(this.spec)
    this.#whyNext = 'crash'
    if (isCrashLoop(this.deathsInARow)) await this.flag.escalate(incarnation, why, this.deathsInARow)
    await this.#startAfter(Math.max(restartDelayMs(this.deathsInARow, Math.random()), stillAlivePollMs))
  }

  async #startAfter(delayMs: number): Promise<void> {
    if (delayMs === 0) { await this.#spawn(false); return }
    this.state = 'waiting'
    const why = `${this.deathsInARow} deaths in a row`
    void this.#journal('backoff', { ms: Math.round(delayMs), why })
    this.#timer = setTimeout(() => void this.post({ happening: 'due' }), delayMs)
    this.#context.onChange()
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
    if (!this.#isWanted) await this.flag.lower()
  }

  /** Its sockets are not held from now on: it closes them itself, or cannot listen on a held one. */
  dontHold(): void {
    this.isHoldable = false
    this.#context.letGo(this.spec.name)
  }

  pauseFor(forMs: number): void {
    const incarnation = this.life?.incarnation ?? 0
    this.pause.begin(forMs, () => {
      void this.#journal('resumed', { incarnation, why: 'the pause is over' })
      this.#context.onChange() // its health check is asked again
    })
    void this.#journal(forMs > 0 ? 'paused' : 'resumed', { incarnation, ms: forMs })
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

  #isDown(): void {
    this.state = 'stopped'
    this.#context.letGo(this.spec.name)
    this.#context.onChange()
  }

  #limitAge(): void {
    const { life, spec: { maxAgeMs } } = this
    if (life === null) return
    const { incarnation, spawnedMono } = life
    const why = `older than ${(maxAgeMs ?? 0) / 1_000} s (maxAgeMs)`
    this.#age.begin({ spawnedMono, maxAgeMs }, () => void this.post({ happening: 'kill', kind: 'restart', why, incarnation }))
  }

  #record(identity: ProcessIdentity, incarnation: number, spawnedMono: number): IncarnationRecord {
    const { name, heartbeat } = this.spec
    return { v: 1, name, incarnation, ...identity, spawnedMono, staleAfterMs: heartbeat.staleAfterMs }
  }

  async #journal(event: Parameters<JournalWriter['append']>[0]['event'], rest: object): Promise<void> {
    await this.#context.journal.append({ event, name: this.spec.name, ...rest })
  }
}

