import type { SendHandle } from 'node:child_process'

import { removeInside } from '../platform/inside-folder.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { KnownOfProcess } from '../state/control.ts'
import type { CheckedProcess, Verdict } from '../state/health.ts'
import type { ProjectHistory } from '../state/history.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProcessSpec, Project, Remedy } from '../state/project.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import { readFlags } from '../state/read-flags.ts'
import type { WatchedProcess } from '../state/watch.ts'
import { checkList } from './check-list.ts'
import { possibleRemedies } from './process/escalation.ts'
import { nextIncarnation } from './life/next-incarnation.ts'
import { Learning } from './life/learning.ts'
import type { ProcessContext } from './process/process-context.ts'
import { SocketKeeper } from './sockets/socket-keeper.ts'
import { dependentsOf, type Startable } from './start-order.ts'
import { StartQueue } from './start-queue.ts'
import { SupervisedProcess } from './process/supervised-process.ts'

export interface RestarterContext {
  readonly paths: ProjectPaths
  readonly journal: JournalWriter
  /** Absolute path of the preload's file. */
  readonly preload: string
  /** The watchdog is to know this. */
  readonly onChange: (processes: readonly WatchedProcess[]) => void
  readonly onHeld: (key: string, handle: SendHandle) => void
  readonly onLetGo: (key: string) => void
}

/** The processes of a project by name: which there are, in what order they start, what one of them means for the others. */
export class Processes {
  readonly sockets: SocketKeeper
  readonly #byName = new Map<string, SupervisedProcess>()
  readonly #queue = new StartQueue()
  readonly #context: RestarterContext
  readonly #project: () => Project
  #turn: Promise<void> = Promise.resolve()

  constructor(context: RestarterContext, project: () => Project) {
    this.#context = context
    this.#project = project
    const ownerOf = (name: string): string => this.#ownerOf(name)
    this.sockets = new SocketKeeper({ ...context, ownerOf, onChanged: (name) => { this.#remakeSpares(name) } })
  }

  get(name: string): SupervisedProcess | undefined {
    return this.#byName.get(name)
  }

  all(): SupervisedProcess[] {
    return [...this.#byName.values()]
  }

  names(): string[] {
    return [...this.#byName.keys()]
  }

  watched(): WatchedProcess[] {
    return this.all().map((process) => process.toWatch()).filter((entry) => entry !== undefined)
  }

  checked(): CheckedProcess[] {
    return checkList(this.all(), monotonicMs())
  }

  /** What nobody else can know of them. */
  known(): KnownOfProcess[] {
    return this.all().map(({ spec: { name }, spares }) => {
      const advice = [this.sockets.adviceFor(name), spares.advice].filter((one) => one !== null).join('; ')
      const spare = spares.shown ?? this.#shownTwin(name)
      return { name, spare, held: this.sockets.placesOf(name), advice: advice === '' ? null : advice }
    })
  }

  /** Memory is short: what only stands by goes first. */
  async stepAside(): Promise<void> {
    await Promise.all(this.all().map(async ({ spares }) => spares.stepAside()))
  }

  #shownTwin(name: string): KnownOfProcess['spare'] {
    const twin = this.all().find(({ spec, life }) => spec.twinOf === name && life !== null)
    return twin?.life ? { level: 'pair', pid: twin.life.identity.pid } : null
  }

  /** The checker asked it; an answer of an incarnation that is gone says nothing. */
  isJudged({ name, incarnation, state, why }: Verdict): void {
    const process = this.#byName.get(name)
    if (process?.life?.incarnation !== incarnation) return
    process.verdict = { incarnation, isHealthy: state === 'healthy', why }
    this.#context.onChange(this.watched())
  }

  async add(spec: ProcessSpec, history: ProjectHistory): Promise<SupervisedProcess> {
    const { paths } = this.#context
    const process = new SupervisedProcess(spec, this.#contextOfOne(), await nextIncarnation(paths, spec.name, history))
    process.learning = await Learning.of(paths, spec)
    process.flag.value = (await readFlags(paths.flags)).find(({ name }) => name === spec.name) ?? null
    process.pause.goOn(this.#project().pausedUntilMono?.[spec.name] ?? 0, process.life?.incarnation ?? 0)
    this.#byName.set(spec.name, process)
    return process
  }

  delete(name: string): void {
    this.#byName.delete(name)
  }

  /** Starts it when all that it needs is ready; until then the journal says what it waits for. */
  startInOrder(name: string, isResumed = false): void {
    const process = this.#byName.get(name)
    if (process === undefined) return
    const missing = this.#queue.start(name, this.#startables(), () => void process.post({ happening: 'start', isResumed }))
    if (missing.length > 0) void this.#context.journal.append({ event: 'backoff', name, why: `waits for ${missing.join(', ')}` })
  }

  /** Kills it for good. */
  async stop(process: SupervisedProcess, why: string): Promise<void> {
    this.#queue.drop(process.spec.name)
    await process.post({ happening: 'stop', why })
    await process.whenStopped()
    await process.flag.lower()
  }

  /** The watchdog saw it healthy: those that waited for it start, and those that asked for it restart. */
  isReady(process: SupervisedProcess, incarnation: number): void {
    const { name } = process.spec
    const isFirstOfLife = process.life?.incarnation === incarnation && !process.isReady
    process.markReady(incarnation)
    this.#queue.oneIsReady(this.#startables())
    if (!isFirstOfLife) return
    const askedFor = this.all().filter(({ spec }) => spec.restartWithNeeds && spec.needs.includes(name))
    restart(askedFor.filter(({ life }) => isOlder(life, process.life)), `${name}, which it needs, was restarted`)
  }

  #contextOfOne(): ProcessContext {
    return {
      ...this.#context,
      onChange: () => { this.#context.onChange(this.watched()) },
      sockets: this.sockets,
      onHandedOver: (name, socket, handle) => {
        this.#byName.get(this.#ownerOf(name))?.learning?.noteListening(socket)
        void this.sockets.isHandedOver(name, socket, handle)
      },
      inTurn: async (make) => {
        this.#turn = this.#turn.then(make).catch(() => undefined) // one that cannot be made is in nobody's way
        return this.#turn
      },
      remediesFor: (name) => this.#remediesFor(name),
      carryOut: async (remedy, name) => this.#carryOut(remedy, name),
    }
  }

  /** Whose sockets it listens on: those of a pair are the first one's. */
  #ownerOf(name: string): string {
    return this.#byName.get(name)?.spec.twinOf ?? name
  }

  /** A spare has its copies of the sockets from its start: other ones make it useless, and one let go would not refuse. */
  #remakeSpares(name: string): void {
    for (const { spec, spares } of this.all()) if (spec.name === name || spec.twinOf === name) void spares.remake()
  }

  #startables(): ReadonlyMap<string, Startable> {
    return new Map(this.all().map(({ spec, isReady }) => [spec.name, { needs: spec.needs, isReady }]))
  }

  #remediesFor(name: string): readonly Remedy[] {
    const { escalation, caches } = this.#project()
    return possibleRemedies(escalation, { hasCaches: caches.length > 0, isNeeded: dependentsOf(name, this.#startables()).length > 0 })
  }

  async #carryOut(remedy: Remedy, name: string): Promise<void> {
    if (remedy === 'clear-caches') for (const cache of this.#project().caches) await this.#clear(cache, name)
    if (remedy !== 'restart-all') return
    const dependents = dependentsOf(name, this.#startables()).map((dependent) => this.#byName.get(dependent))
    restart(dependents.filter((process) => process !== undefined), `${name}, which it needs, does not get well`)
  }

  async #clear(cache: string, name: string): Promise<void> {
    const isGone = await removeInside(this.#context.paths.folder, cache).catch(() => false)
    const why = `cannot delete ${cache}: no permission, or it leads outside`
    if (!isGone) await this.#context.journal.append({ event: 'escalated', name, why })
  }
}

function isOlder(life: SupervisedProcess['life'], than: SupervisedProcess['life']): boolean {
  return life !== null && than !== null && life.spawnedMono < than.spawnedMono
}

function restart(processes: readonly SupervisedProcess[], why: string): void {
  for (const process of processes) void process.post({ happening: 'kill', kind: 'restart', why })
}
