import { monotonicMs } from '../platform/clock.ts'
import { until } from '../platform/wait.ts'
import { whatItDoes } from '../platform/what-it-does.ts'
import type { DeathKind, EventKind } from '../state/event.ts'
import type { IncarnationRecord } from '../state/incarnation-record.ts'
import type { ProcessSpec } from '../state/project.ts'
import type { WatchedProcess } from '../state/watch.ts'
import { AgeLimit } from './age-limit.ts'
import { beginLife, recordLife } from './begin-life.ts'
import type { Ending } from './describe-ending.ts'
import { isCrashLoop } from './escalation.ts'
import { forgetIncarnation, killLife, type Life, sweepGroup } from './life.ts'
import type { Learning } from './learning.ts'
import { NextLife } from './next-life.ts'
import { Pause } from './pause.ts'
import type { Message, ProcessContext } from './process-context.ts'
import { ProcessFlag } from './process-flag.ts'
import { type Action, type State, transitions } from './process-states.ts'
import { restartDelayMs } from './restart-policy.ts'
import { lifePath } from './spawn-incarnation.ts'
import { type Death, tellExit } from './tell-exit.ts'
import { type HealthVerdict, watchEntry } from './watch-entry.ts'
import { watchAdopted } from './watch-life.ts'

const stopDeadlineMs = 60_000
const notSpawnedDelayMs = 1_000

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
  learning: Learning | null = null
  /** False for a program that closes its sockets itself: holding them would be in its way. */
  isHoldable = true
  deathsInARow = 0
  readonly #context: ProcessContext
  readonly #next: NextLife
  isWanted = false
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
    this.isWanted = true
    this.#next.isAfter(incarnation)
    const readyMono = isReady ? monotonicMs() : null
    this.life = { identity: record, incarnation, spawnedMono: record.spawnedMono, readyMono, killed: null, marks: null }
    this.#limitAge()
    await this.#journal('adopted', { incarnation, data: { pid: record.pid } })
    await watchAdopted(lifePath(this.#context.paths, name, incarnation), record, () => void this.post({ happening: 'died', incarnation }))
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

  /** What the watchdog must know; undefined where nobody wants it up. */
  toWatch(): WatchedProcess | undefined {
    return this.isWanted ? watchEntry(this) : undefined
  }

  async remakeRecord(): Promise<void> {
    const { life } = this
    if (life !== null) await recordLife(this.#context.paths, this.spec, life)
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
      this.isWanted = true
      const isFirst = this.state === 'stopped' && message.isResumed !== true
      if (isFirst) this.#whyNext = 'start'
      await this.#spawn(isFirst)
    },
    kill: async (message) => this.#kill(message.kind ?? 'restart', message.why ?? ''),
    'kill-for-good': async (message) => {
      this.isWanted = false
      await this.#kill('stop', message.why ?? '')
    },
    'keep-down': async (message) => this.#keepDown(message),
    recover: async (message) => this.#recover(message.ending ?? { exitCode: null, signal: null }),
    'retry-later': async (message) => this.#notSpawned(message.why ?? ''),
    'want-up': () => { this.isWanted = true },
    nothing: () => undefined,
  }

  async #spawn(isFirst: boolean): Promise<void> {
    clearTimeout(this.#timer)
    const prepared = await this.#next.take(this.spec).catch((error: unknown) => error as Error)
    if (prepared instanceof Error) { await this.#notSpawned(`cannot start: ${prepared.message}`); return }
    const { incarnation } = prepared
    this.state = 'alive'
    this.life = await beginLife(this.#context, this.spec, prepared, {
      isHoldable: this.isHoldable,
      onListening: (asked, handle) => { if (this.isHoldable) this.#context.onHandedOver(this.spec.name, asked, handle) },
      onNotSpawned: (why) => void this.post({ happening: 'not-spawned', why }),
      onDied: (ending) => void this.post({ happening: 'died', incarnation, ending }),
    })
    if (this.life === null) return
    void this.#journal('spawned', { incarnation, why: this.#whyNext, data: { pid: this.life.identity.pid, first: isFirst } })
    this.#limitAge()
    this.#next.prepare(this.spec)
    this.#context.onChange()
  }

  async #kill(kind: DeathKind, why: string): Promise<void> {
    const life = this.life
    if (life === null) return
    this.state = 'killing'
    life.killed = { kind, why, ...(kind === 'hang' && { doing: await whatItDoes(life.identity.pid) }) }
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
    if (!this.isWanted) await strays // beside the next spawn, but before `stop` says that nothing is left
    const death = await tellExit(this.#context, this.spec.name, life, { ending, strays })
    if (death.why.includes('EADDRINUSE')) this.dontHold()
    await this.#startAgain(death)
  }

  async #notSpawned(why: string): Promise<void> {
    this.life = null
    const incarnation = this.#next.incarnation - 1
    const written = this.#journal('exited', { incarnation, why, data: { kind: 'crash' } })
    void written.then(async () => forgetIncarnation(this.#context.paths, this.spec.name, incarnation))
    this.#next.prepare(this.spec)
    await this.#startAgain({ incarnation, kind: 'crash', why, wasHealthy: false }, notSpawnedDelayMs)
  }

  async #startAgain({ incarnation, kind, why, wasHealthy: wasWell }: Death, leastDelayMs = 0): Promise<void> {
    if (!this.isWanted) { this.#isDown(); return }
    if (kind === 'restart' || wasWell) this.deathsInARow = 0
    if (kind !== 'restart') this.deathsInARow += 1
    this.#whyNext = kind
    if (isCrashLoop(this.deathsInARow)) await this.flag.escalate(incarnation, why, this.deathsInARow)
    await this.#startAfter(Math.max(restartDelayMs(this.deathsInARow, Math.random()), leastDelayMs))
  }

  async #startAfter(delayMs: number): Promise<void> {
    if (delayMs === 0) { await this.#spawn(false); return }
    this.state = 'waiting'
    void this.#journal('backoff', { ms: Math.round(delayMs), why: `${this.deathsInARow} deaths in a row` })
    this.#timer = setTimeout(() => void this.post({ happening: 'due' }), delayMs)
    this.#context.onChange()
  }

  async #keepDown(message: Message): Promise<void> {
    clearTimeout(this.#timer)
    const wasWaiting = this.state === 'waiting'
    this.isWanted = false
    this.#isDown()
    if (wasWaiting) await this.#journal('exited', { why: message.why ?? '', data: { kind: 'stop' } })
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

  async #journal(event: EventKind, rest: object): Promise<void> {
    await this.#context.journal.append({ event, name: this.spec.name, ...rest })
  }
}

