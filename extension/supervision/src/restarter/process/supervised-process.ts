import { monotonicMs } from '../../platform/clock.ts'
import { until } from '../../platform/wait.ts'
import { whatItDoes } from '../../platform/what-it-does.ts'
import type { EventKind } from '../../state/event.ts'
import type { IncarnationRecord } from '../../state/incarnation-record.ts'
import type { ProcessSpec } from '../../state/project.ts'
import type { WatchedProcess } from '../../state/watch.ts'
import { AgeLimit } from './age-limit.ts'
import { recordLife } from '../life/begin-life.ts'
import { Deaths } from './deaths.ts'
import type { Ending } from '../death/describe-ending.ts'
import { endingOf, forgetIncarnation, killLife, type Life, sweepGroup, timesOf } from '../life/life.ts'
import type { Learning } from '../life/learning.ts'
import { NextStart } from '../life/next-start.ts'
import { Pause } from './pause.ts'
import type { Message, ProcessContext } from './process-context.ts'
import { ProcessFlag } from './process-flag.ts'
import { type Action, type State, transitions } from './process-states.ts'
import { wasHealthy } from '../restart-policy.ts'
import { lifePath } from '../life/spawn-incarnation.ts'
import type { Spares } from '../spares/spares.ts'
import { tellExit } from './tell-exit.ts'
import { type HealthVerdict, watchEntry } from './watch-entry.ts'
import { watchAdopted } from '../life/watch-life.ts'

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
  readonly pause: Pause
  /** What the checker last said of the present incarnation; null: it has no health check, or was not asked yet. */
  verdict: HealthVerdict | null = null
  learning: Learning | null = null
  readonly #deaths = new Deaths()
  readonly #context: ProcessContext
  readonly #next: NextStart
  isWanted = false
  /** False once a life that began beside its dying predecessor did not come up: both may want the same, a lock, say. */
  #mayOverlap = true
  #timer: NodeJS.Timeout | undefined
  readonly #age = new AgeLimit()
  #queue: Promise<void> = Promise.resolve()

  constructor(spec: ProcessSpec, context: ProcessContext, nextIncarnation: number) {
    this.spec = spec
    this.flag = new ProcessFlag(spec.name, context)
    this.pause = new Pause(spec.name, context)
    this.#context = context
    this.#next = new NextStart(context, nextIncarnation, this.#deaths, this)
  }

  get spares(): Spares {
    return this.#next.spares
  }

  /** Resolves when the message was handled; its effects (a death, say) come as messages of their own. */
  async post(message: Message): Promise<void> {
    this.#queue = this.#queue.then(async () => this.#handle(message))
    return this.#queue
  }

  /** Takes over an incarnation that an earlier restarter spawned. Its death comes by the life line. */
  async adopt(record: IncarnationRecord, isReady: boolean): Promise<void> {
    const { name, incarnation } = record
    this.isWanted = true
    this.#next.isAfter(incarnation)
    const notKnown = { killed: null, marks: null, wasSpare: true, child: null }
    await this.#journal('adopted', { incarnation, data: { pid: record.pid } })
    const { spawnedMono } = record
    this.#hasBegun({ identity: record, incarnation, spawnedMono, readyMono: isReady ? monotonicMs() : null, ...notKnown })
    await watchAdopted(lifePath(this.#context.paths, name, incarnation), record, () => void this.post({ happening: 'died', incarnation }))
    if (isReady) this.spares.makeSoon()
  }

  /** Resolves when it is down and is not wanted up. */
  async whenStopped(): Promise<void> {
    while (this.state !== 'stopped') await until(async () => Promise.resolve(this.state === 'stopped' || undefined), stopDeadlineMs)
  }

  /** The watchdog saw it healthy. */
  markReady(incarnation: number): void {
    if (this.life?.incarnation !== incarnation || this.life.readyMono !== null) return
    this.life.readyMono = monotonicMs()
    this.spares.makeSoon()
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
    if (this.life !== null) await recordLife(this.#context.paths, this.spec, this.life)
    if (this.flag.value !== null) await this.flag.raise(this.flag.value)
    await this.#next.remake(this.spec) // its life line was deleted with the rest
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
      if (isFirst) this.#deaths.beginRun()
      if (isFirst) this.#context.sockets.beginRun(this.spec.name)
      await this.#spawn(isFirst)
    },
    kill: async (message) => this.#kill(message),
    'kill-for-good': async (message) => {
      this.isWanted = false
      await this.#kill({ ...message, kind: 'stop' })
    },
    'keep-down': async (message) => this.#keepDown(message),
    recover: async (message) => this.#recover(message.ending ?? { exitCode: null, signal: null }),
    succeed: async () => {
      if (this.life !== null) await this.#succeed(this.life, endingOf)
    },
    'retry-later': async (message) => this.#notSpawned(message.why ?? ''),
    'want-up': () => { this.isWanted = true },
    nothing: () => undefined,
  }

  async #spawn(isFirst: boolean): Promise<void> {
    clearTimeout(this.#timer)
    this.state = 'alive'
    const life = await this.#next.begin(isFirst).catch((error: unknown) => error as Error)
    if (life instanceof Error) await this.#notSpawned(`cannot start: ${life.message}`)
    else if (life !== null) this.#hasBegun(life)
  }

  #hasBegun(life: Life): void {
    this.state = 'alive'
    this.life = life
    this.#age.begin(life, this.spec.maxAgeMs, (message) => void this.post(message))
    this.#next.prepare(this.spec)
    this.#context.onChange()
  }

  async #kill({ kind = 'restart', why = '', isAfresh = false }: Message): Promise<void> {
    const life = this.life
    if (life === null) return
    this.state = 'killing'
    life.killed = { kind, why, ...(kind === 'hang' && { doing: await whatItDoes(life.identity.pid) }) }
    void this.#journal('killed', { incarnation: life.incarnation, why })
    if (isAfresh) await this.spares.drop()
    await killLife(life)
    await this.#succeed(life, () => ({ exitCode: null, signal: 'SIGKILL' }))
  }

  /**
   * Whose socket is held is followed by its spare at once: connections wait in the socket, and nobody else can want it. Others
   * are followed when all of them is dead.
   * @returns whether it was
   */
  async #succeed(life: Life, endingOfIt: (life: Life) => Ending | Promise<Ending>): Promise<boolean> {
    const wasWell = wasHealthy(timesOf(life))
    const isFirstDeath = this.#deaths.inARow === 0 || wasWell
    if (!this.isWanted || !isFirstDeath || !this.#mayOverlap || this.#context.sockets.of(this.spec.name).length === 0) return false
    const at = this.#context.journal.now()
    const spare = await this.spares.take()
    if (spare === undefined) return false
    const kind = life.killed?.kind ?? 'crash'
    const successor = await this.#next.promote(spare, kind, async () => {
      const ending = await endingOfIt(life)
      const swept = sweepGroup(this.#context, this.spec.name, life)
      await tellExit(this.#context, this.spec.name, life, { ending, strays: swept.then(async ({ strays }) => strays), at })
    })
    if (successor === null) return false
    this.#deaths.count(kind, wasWell)
    this.#hasBegun(successor)
    return true
  }

  async #recover(ending: Ending): Promise<void> {
    const life = this.life
    if (life?.wasSpare === true && life.readyMono === null) this.#mayOverlap = false
    if (life === null || (await this.#succeed(life, () => ending))) return
    this.life = null
    this.#age.end()
    this.#context.onChange()
    const { strays } = await sweepGroup(this.#context, this.spec.name, life)
    if (!this.isWanted) await strays // beside the next spawn, but before `stop` says that nothing is left
    const { incarnation, kind, why } = await tellExit(this.#context, this.spec.name, life, { ending, strays })
    this.#deaths.count(kind, wasHealthy(timesOf(life)))
    await this.#startAgain(incarnation, why)
  }

  async #notSpawned(why: string): Promise<void> {
    this.life = null
    const { incarnation } = this.#next
    const written = this.#journal('exited', { incarnation, why, data: { kind: 'crash' } })
    void written.then(async () => forgetIncarnation(this.#context.paths, this.spec.name, incarnation))
    this.#next.prepare(this.spec)
    this.#deaths.count('crash', false)
    await this.#startAgain(incarnation, why, notSpawnedDelayMs)
  }

  async #startAgain(incarnation: number, why: string, leastDelayMs = 0): Promise<void> {
    if (!this.isWanted) { await this.#isDown(); return }
    if (this.#deaths.isLoop) await this.flag.escalate(incarnation, why, this.#deaths.inARow)
    const delayMs = Math.max(this.#deaths.delayMs(), leastDelayMs)
    if (delayMs === 0) { await this.#spawn(false); return }
    this.state = 'waiting'
    void this.#journal('backoff', { ms: Math.round(delayMs), why: `${this.#deaths.inARow} deaths in a row` })
    this.#timer = setTimeout(() => void this.post({ happening: 'due' }), delayMs)
    this.#context.onChange()
  }

  async #keepDown(message: Message): Promise<void> {
    clearTimeout(this.#timer)
    const wasWaiting = this.state === 'waiting'
    this.isWanted = false
    await this.#isDown()
    if (wasWaiting) await this.#journal('exited', { why: message.why ?? '', data: { kind: 'stop' } })
  }

  /** Resolves when all that was posted is handled. */
  async settled(): Promise<void> {
    return this.#queue
  }

  async #isDown(): Promise<void> {
    await this.#context.sockets.end(this.spec.name)
    await this.spares.drop()
    this.state = 'stopped'
    this.#context.onChange()
  }

  async #journal(event: EventKind, rest: object): Promise<void> {
    await this.#context.journal.append({ event, name: this.spec.name, ...rest })
  }
}
