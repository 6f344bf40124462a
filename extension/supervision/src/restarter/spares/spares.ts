import { isRoomLeft, residentMb } from '../../platform/memory-room.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { isDirectlyPreloaded, isStartedEarly } from '../../state/direct-node.ts'
import { byFolder, FilesWatcher, isAnyNewer, watchedFoldersMax } from './files-watcher.ts'
import { knownModules, type Lesson } from '../life/lesson.ts'
import { packageFiles } from '../life/modules-key.ts'
import type { NextLife } from '../life/next-life.ts'
import type { ProcessContext } from '../process/process-context.ts'
import type { Sockets } from '../life/spawn-incarnation.ts'
import { Spare, type SpareReport } from './spare.ts'
import { decideSpare, type SpareDecision, type SpareLevel } from './spare-level.ts'

const settleMs = 500
const remakeMs = 1_000
const noRoomMs = 30_000
const lessonMs = 500
const lessonsMax = 8
const failuresMax = 3
const memoryMbMax = 512

/** What a spare is made for, read when it is made. */
export interface SpareFor {
  readonly spec: ProcessSpec
  /** Of the present life; null where none is up, and so none is to be made. */
  readonly incarnation: number | null
  readonly isServer: boolean
  readonly sockets: Sockets
  /** How long it may take to come to its gate. */
  readonly bootLimitMs: number
}

interface SpareKind {
  readonly level: Exclude<SpareLevel, 'none'>
  readonly lesson: Lesson
}

/** At most one spare of a process: made when the process is up; made anew when it was used, went stale or died. */
export class Spares {
  readonly #context: ProcessContext
  readonly #next: NextLife
  readonly #of: () => SpareFor
  #spare: Spare | null = null
  #timer: NodeJS.Timeout | undefined
  #spawning: Promise<void> = Promise.resolve()
  /** What was begun before the last `drop` is not wanted any more. */
  #generation = 0
  readonly #watcher = new FilesWatcher()
  /** Whoever waits for it to come to its gate need not any longer. */
  #atGate = (): void => undefined
  #failures = 0
  #patience = lessonsMax
  #refused: Partial<Record<SpareLevel, string>> = {}
  /** Why there is none, or a lesser one than was asked for. */
  advice: string | null = null

  constructor(context: ProcessContext, next: NextLife, of: () => SpareFor) {
    this.#context = context
    this.#next = next
    this.#of = of
  }

  /** What `status` shows of it. */
  get shown(): { readonly level: string; readonly pid: number } | null {
    return this.#spare?.isApproved === true ? { level: this.#spare.level, pid: this.#spare.identity.pid } : null
  }

  /** The process is up: makes one soon, not while it answers all that queued up. */
  makeSoon(afterMs = settleMs): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#context.inTurn(async () => this.#make()), afterMs)
  }

  /** The spare, where there is one that can be the program now. From then on it is the caller's. */
  async take(): Promise<Spare | undefined> {
    const isFit = this.#spare?.isFit(this.#of().spec)
    const spare = this.#forget()
    if (spare === null || (await isFit) === true) return spare ?? undefined
    void this.#kill(spare)
    return undefined
  }

  /** Resolves when there is none, and none on its way. */
  async drop(): Promise<void> {
    const spare = this.#forget()
    if (spare !== null) await this.#kill(spare)
    await this.#spawning
  }

  /** What it loaded may be another by now, and so may be what stood in the way of a better one. */
  async remake(): Promise<void> {
    await this.drop()
    this.#refused = {}
    this.#failures = 0
    this.#patience = lessonsMax
    this.makeSoon(remakeMs)
  }

  /** Memory is short: the program needs it more. */
  async stepAside(): Promise<void> {
    if (this.#spare === null) return
    await this.drop()
    this.#waitForRoom()
  }

  #forget(): Spare | null {
    clearTimeout(this.#timer)
    this.#watcher.end()
    this.#atGate()
    this.#generation += 1
    const spare = this.#spare
    this.#spare = null
    return spare
  }

  async #make(): Promise<void> {
    const generation = this.#generation
    const { incarnation, bootLimitMs } = this.#of()
    if (this.#spare !== null || incarnation === null) return
    const decision = await this.#decide()
    if (generation !== this.#generation) return
    if (decision === 'later') { this.makeSoon(lessonMs); return }
    const { level, advice, lesson } = decision
    this.advice = advice
    if (level === 'none') return
    if (!isRoomLeft()) { this.#waitForRoom(); return }
    const atGate = new Promise<void>((resolve) => { this.#atGate = resolve })
    this.#spawning = this.#spawn({ level, lesson }, generation, this.#atGate)
    await this.#spawning
    await this.#untilReady(atGate, bootLimitMs)
  }

  async #decide(): Promise<SpareDecision & { readonly lesson: Lesson } | 'later'> {
    const { spec, isServer } = this.#of()
    const { lesson, learned } = await knownModules(this.#context.paths, spec)
    const isDirect = isDirectlyPreloaded(spec) && !isStartedEarly(spec)
    const facts = { wish: spec.spare, isDirect, isServer, refused: this.#refused }
    const isAwaited = learned === undefined && this.#patience > 0
    const hasPackages = learned?.modules.some(({ isWarmable }) => isWarmable) ?? isAwaited
    const decision = { ...decideSpare({ ...facts, hasPackages }), lesson }
    if (!isAwaited || decision.level === 'none') return decision
    // The program writes down what it loads a moment after it is up; where it never does, the spare does without.
    this.#patience -= 1
    return 'later'
  }

  #waitForRoom(): void {
    this.advice = 'no spare just now: memory is short'
    this.makeSoon(noRoomMs)
  }

  async #spawn(kind: SpareKind, generation: number, atGate: () => void): Promise<void> {
    const spare = await this.#spawned(kind, atGate).catch(() => undefined)
    if (spare === undefined) {
      // A full disk, a deleted folder: the next start says so, where it matters.
      atGate()
      this.makeSoon(noRoomMs)
      return
    }
    const { incarnation } = this.#of()
    // The process died meanwhile: a later incarnation has a later number.
    const isLate = generation !== this.#generation || incarnation === null || incarnation > spare.incarnation
    if (isLate) await this.#kill(spare)
    else this.#spare = spare
    if (spare.hasEnded) this.#gone(spare, atGate)
  }

  async #spawned({ level, lesson }: SpareKind, atGate: () => void): Promise<Spare> {
    const { spec, sockets } = this.#of()
    const prepared = await this.#next.take(spec)
    this.#next.prepare(spec)
    return Spare.spawn(this.#context, spec, prepared, {
      // A hot one loads the program itself, and tells which of its files it has by now.
      surroundings: { ...sockets, notify: {}, spare: { level, modules: lesson.path }, lesson: level === 'hot' ? lesson : undefined },
      events: {
        onReady: (spare, report) => { atGate(); void this.#isReady(spare, report) },
        onGone: (spare) => { this.#gone(spare, atGate) },
      },
    })
  }

  async #untilReady(atGate: Promise<void>, limitMs: number): Promise<void> {
    const spare = this.#spare
    let limit: NodeJS.Timeout | undefined
    const isLate = await Promise.race([
      atGate.then(() => false), new Promise<true>((resolve) => { limit = setTimeout(() => { resolve(true) }, limitMs) }),
    ])
    clearTimeout(limit)
    const isOurs = spare !== null && spare === this.#spare
    if (isLate && isOurs) await this.#refuse(spare.level, `a ${spare.level} spare did not come to its gate in time`)
  }

  async #isReady(spare: Spare, report: SpareReport): Promise<void> {
    await this.#spawning
    if (spare !== this.#spare) return
    this.#failures = 0
    const { spec } = this.#of()
    const mb = await residentMb(spare.identity.pid)
    const why = reasonAgainst(spare.level, report, { mb, mbMax: spec.maxMemoryMb ?? memoryMbMax })
    if (spare !== this.#spare) return
    if (why !== undefined) { await this.#refuse(spare.level, why); return }
    const files = [...packageFiles(spec, this.#context.paths.folder), ...(report.files ?? [])]
    const isChanged = (): void => {
      spare.isStale = true
      if (spare === this.#spare) void this.remake()
    }
    this.#watcher.watch(files, isChanged)
    if (await isAnyNewer(files, spare.spawnedMs)) isChanged()
    else spare.isApproved = true
  }

  #gone(spare: Spare, atGate: () => void): void {
    atGate()
    if (spare !== this.#spare) return
    this.#spare = null
    void this.#kill(spare) // what is left of it
    if (!spare.isReady) this.#failures += 1 // one that was ready was killed by somebody
    const { level } = spare
    const why = `a ${level} spare ended ${failuresMax} times before it was needed`
    if (this.#failures >= failuresMax) void this.#refuse(level, why)
    else this.makeSoon(remakeMs * (this.#failures + 1))
  }

  async #refuse(level: SpareLevel, why: string): Promise<void> {
    this.#refused[level] = why
    this.#failures = 0
    await this.drop()
    this.makeSoon(remakeMs)
  }

  async #kill(spare: Spare): Promise<void> {
    await spare.kill(this.#context, this.#of().spec.name)
  }
}

const openEnvironment =
  'its spare loads no packages ahead: the program sets environment variables while it starts, and they might read them too early'
const unknownFiles =
  'its spare is not hot: this Node does not tell which ES modules it loaded (22.15 and later do), so it might grow stale'
const tooManyFolders = 'its spare is not hot: the program has more folders than can be watched for changes'

/** Why a spare that came to its gate is not to be kept. */
function reasonAgainst(
  level: SpareLevel, { isEnvironmentOpen, files }: SpareReport, memory: { mb: number; mbMax: number },
): string | undefined {
  if (isEnvironmentOpen) return openEnvironment
  if (memory.mb > memory.mbMax) return `a ${level} spare needs ${Math.round(memory.mb)} MB, more than ${memory.mbMax} MB`
  if (files === null) return unknownFiles
  return byFolder(files).size > watchedFoldersMax ? tooManyFolders : undefined
}
