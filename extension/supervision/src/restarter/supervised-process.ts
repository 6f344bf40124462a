import type { ChildProcess } from 'node:child_process'

import { monotonicMs } from '../platform/clock.ts'
import { onLastWriterGone } from '../platform/fifo.ts'
import { identify, isAlive, type ProcessIdentity } from '../platform/process-identity.ts'
import { until } from '../platform/wait.ts'
import type { DeathKind } from '../state/event.ts'
import { lowerFlag } from '../state/flag.ts'
import { type IncarnationRecord, writeRecord } from '../state/incarnation-record.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProcessSpec } from '../state/project.ts'
import { type Ending, reportDeath } from './death-report.ts'
import { forgetIncarnation, killLife, type Life, sweepGroup, timesOf } from './life.ts'
import { type Action, type Happening, type State, transitions } from './process-states.ts'
import { restartDelayMs, wasHealthy } from './restart-policy.ts'
import { lifePath, type Prepared, prepareIncarnation, type SpawnPlace, spawnPrepared } from './spawn-incarnation.ts'

const stopDeadlineMs = 60_000
const stillAlivePollMs = 1_000

export interface ProcessContext extends SpawnPlace {
  readonly journal: JournalWriter
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
  readonly #context: ProcessContext
  #prepared: Promise<Prepared> | null = null
  #nextIncarnation: number
  #isWanted = false
  #deathsInARow = 0
  #timer: NodeJS.Timeout | undefined
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
  async adopt(record: IncarnationRecord): Promise<void> {
    const { name, incarnation } = record
    this.state = 'alive'
    this.#isWanted = true
    this.#nextIncarnation = Math.max(this.#nextIncarnation, incarnation + 1)
    this.life = { identity: record, incarnation, spawnedMono: record.spawnedMono, readyMono: null, killed: null }
    await this.#journal('adopted', { incarnation, data: { pid: record.pid } })
    await onLastWriterGone(lifePath(this.#context.paths, name, incarnation), () => void this.#lifeLineEnded(incarnation))
    this.#prepareNext()
  }

  /** Resolves when it is down and is not wanted up. */
  async whenStopped(): Promise<void> {
    while (this.state !== 'stopped') await until(async () => Promise.resolve(this.state === 'stopped' || undefined), stopDeadlineMs)
  }

  /** The watchdog saw it healthy. */
  markReady(incarnation: number): void {
    if (this.life?.incarnation === incarnation) this.life.readyMono ??= monotonicMs()
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
    const child = spawnPrepared(this.#context, this.spec, prepared)
    this.state = 'alive'
    this.#listen(child, incarnation)
    if (child.pid === undefined) return // its `error` event follows
    const identity = await identify(child.pid)
    this.life = { identity, incarnation, spawnedMono, readyMono: null, killed: null }
    await writeRecord(this.#context.paths, this.#record(identity, incarnation, spawnedMono))
    void this.#journal('spawned', { incarnation, why: this.#whyNext, data: { pid: child.pid, first: isFirst } })
    this.#prepareNext()
  }

  #listen(child: ChildProcess, incarnation: number): void {
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
    await sweepGroup(this.#context.paths, this.spec.name, life)
    const kind = life.killed?.kind ?? 'crash'
    const report = await reportDeath(this.#context.paths, { name: this.spec.name, incarnation: life.incarnation }, ending)
    const why = life.killed === null ? report.why : life.killed.why
    const written = this.#journal('exited', { incarnation: life.incarnation, why, data: { ...report.data, kind } })
    void written.then(async () => this.#forget(life.incarnation))
    await this.#startAgain(kind, life)
  }

  async #startAgain(kind: DeathKind, life: Life): Promise<void> {
    if (!this.#isWanted) { this.state = 'stopped'; return }
    if (kind === 'restart' || wasHealthy(timesOf(life))) this.#deathsInARow = 0
    if (kind !== 'restart') this.#deathsInARow += 1
    this.#whyNext = kind
    await this.#startAfter(restartDelayMs(this.#deathsInARow, Math.random()))
  }

  async #notSpawned(why: string): Promise<void> {
    this.life = null
    this.#deathsInARow += 1
    const incarnation = this.#nextIncarnation - 1
    void this.#journal('exited', { incarnation, why, data: { kind: 'crash' } }).then(async () => this.#forget(incarnation))
    if (!this.#isWanted) { this.state = 'stopped'; return }
    this.#prepareNext()
    this.#whyNext = 'crash'
    await this.#startAfter(Math.max(restartDelayMs(this.#deathsInARow, Math.random()), stillAlivePollMs))
  }

  async #startAfter(delayMs: number): Promise<void> {
    if (delayMs === 0) { await this.#spawn(false); return }
    this.state = 'waiting'
    const why = `${this.#deathsInARow} deaths in a row`
    void this.#journal('backoff', { ms: Math.round(delayMs), why })
    this.#timer = setTimeout(() => void this.post({ happening: 'due' }), delayMs)
  }

  async #keepDown(message: Message): Promise<void> {
    clearTimeout(this.#timer)
    const wasWaiting = this.state === 'waiting'
    this.#isWanted = false
    this.state = 'stopped'
    if (wasWaiting) await this.#journal('exited', { why: message.why ?? '', data: { kind: 'stop' } })
  }

  async #forget(incarnation: number): Promise<void> {
    await forgetIncarnation(this.#context.paths, this.spec.name, incarnation)
    if (!this.#isWanted) await lowerFlag(this.#context.paths, this.spec.name)
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

