import { until } from '../../platform/wait.ts'
import { unlearnedBootLimitMs } from '../../state/learned.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { beginFromSpare, beginLife, type Beginning } from './begin-life.ts'
import type { Deaths } from '../process/deaths.ts'
import type { Learning } from './learning.ts'
import { lessonFor } from './lesson.ts'
import type { Life } from './life.ts'
import { NextLife } from './next-life.ts'
import type { Message, ProcessContext } from '../process/process-context.ts'
import type { State } from '../process/process-states.ts'
import type { Spare } from '../spares/spare.ts'
import { type SpareFor, Spares } from '../spares/spares.ts'
import type { ChildEvents } from './watch-life.ts'

const handedOverMs = 2_000

/** The process as it is when its next incarnation is made ready or begins. */
export interface StartFor extends SpareFor {
  readonly eventsOf: (incarnation: number) => ChildEvents
}

export interface StartFacts {
  readonly spec: ProcessSpec
  readonly life: Life | null
  readonly state: State
  readonly isWanted: boolean
  readonly isReady: boolean
  readonly learning: Learning | null
  post(message: Message): Promise<void>
}

function startFor(process: StartFacts, context: ProcessContext): StartFor {
  const { spec, life, state, isWanted, isReady, learning } = process
  const bootLimitMs = learning?.bootLimitMs ?? unlearnedBootLimitMs
  return {
    spec,
    incarnation: isWanted && state === 'alive' && isReady ? (life?.incarnation ?? null) : null,
    isServer: learning?.mustServe === true || spec.hold.length > 0,
    sockets: { ...context.sockets.forSpawn(spec), takesWithinMs: bootLimitMs },
    bootLimitMs,
    eventsOf: (incarnation) => ({
      onListening: (socket, handle) => { context.onHandedOver(spec.name, socket, handle) },
      onNotSpawned: (why) => void process.post({ happening: 'not-spawned', why }),
      onDied: (ending) => void process.post({ happening: 'died', incarnation, ending }),
      onLastBreath: () => void process.post({ happening: 'last-breath', incarnation }),
    }),
  }
}

/** How the next incarnation of a process begins: from its spare, or else from what was prepared. */
export class NextStart {
  readonly spares: Spares
  readonly #context: ProcessContext
  readonly #life: NextLife
  readonly #deaths: Deaths
  readonly #of: () => StartFor

  constructor(context: ProcessContext, incarnation: number, deaths: Deaths, process: StartFacts) {
    this.#context = context
    this.#life = new NextLife(context, incarnation)
    this.#deaths = deaths
    this.#of = () => startFor(process, context)
    this.spares = new Spares(context, this.#life, this.#of)
  }

  /** The number of the latest that was prepared. */
  get incarnation(): number {
    return this.#life.incarnation - 1
  }

  prepare(spec: ProcessSpec): void {
    this.#life.prepare(spec)
  }

  /** An adopted one has this number. */
  isAfter(incarnation: number): void {
    this.#life.isAfter(incarnation)
  }

  /** The folder in which all was prepared is another. */
  async remake(spec: ProcessSpec): Promise<void> {
    this.#life.forget()
    this.#life.prepare(spec)
    await this.spares.remake()
  }

  /** Begins it. Null: it could not be spawned, and `onNotSpawned` says why. Throws where it cannot even be prepared. */
  async begin(isFirst: boolean): Promise<Life | null> {
    await this.#context.sockets.holdEarly(this.#of().spec) // where that opens one, a spare without it is of no use, and is dropped
    // What died again before it was healthy begins anew: the state of a spare may be what is bad.
    if (isFirst || this.#deaths.inARow > 1) await this.spares.drop()
    const spare = await this.spares.take()
    const promoted = spare && (await this.promote(spare, this.#deaths.whyNext))
    return promoted ?? this.#beginCold(isFirst)
  }

  /** @param tellBefore writes down what came before it. Null: it could not be used, and is killed. */
  async promote(spare: Spare, why: Beginning['why'], tellBefore = async (): Promise<void> => Promise.resolve()): Promise<Life | null> {
    const { spec, eventsOf } = this.#of()
    return beginFromSpare(this.#context, spec, spare, { on: eventsOf(spare.incarnation), why, tellBefore })
  }

  async #beginCold(isFirst: boolean): Promise<Life | null> {
    const { spec } = this.#of()
    const prepared = await this.#life.take(spec)
    const lesson = isFirst ? await lessonFor(this.#context.paths, spec, isFirst) : prepared.lesson
    // The second of a pair listens on the socket of the first, which may have come up just now, and is about to hand it over.
    if (spec.twinOf !== null) await until(async () => Promise.resolve(this.#of().sockets.held.length > 0 || undefined), handedOverMs)
    const { sockets, eventsOf } = this.#of() // only now: preparing takes time
    const on = eventsOf(prepared.incarnation)
    return beginLife(this.#context, spec, prepared, { on, why: this.#deaths.whyNext, sockets, lesson, isFirst })
  }
}
