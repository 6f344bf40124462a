import type { SendHandle } from 'node:child_process'
import { rm } from 'node:fs/promises'

import { monotonicMs } from '../platform/clock.ts'
import { onLastWriterGone } from '../platform/fifo.ts'
import type { Answer, Ask, CrashWay, RestartAsk } from '../state/control.ts'
import { applyEvent, emptyHistory, type ProjectHistory } from '../state/history.ts'
import { readJournal } from '../state/journal-reader.ts'
import { plainSpec, type ProcessSpec, type Project, type Remedy, writeProject } from '../state/project.ts'
import { readFlags } from '../state/read-flags.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { StampedEvent, WatchedProcess } from '../state/watch.ts'
import { crashNow } from './crash-now.ts'
import { reportDeath } from './death-report.ts'
import { possibleRemedies } from './escalation.ts'
import { heldKey, HeldSockets } from './held-sockets.ts'
import { forgetIncarnation } from './life.ts'
import { nextIncarnation } from './next-incarnation.ts'
import { dependentsOf, missingNeeds, type Startable } from './start-order.ts'
import { type ListeningMessage, SupervisedProcess } from './supervised-process.ts'
import { lifePath } from './spawn-incarnation.ts'
import { type Stock, takeStock } from './take-stock.ts'

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

/** All processes of one project: brings them up or takes them over, and carries out what is asked. */
export class Restarter {
  readonly sockets = new HeldSockets()
  readonly #context: RestarterContext
  readonly #processes = new Map<string, SupervisedProcess>()
  /** Started when all that they need is ready. */
  readonly #waiting = new Map<string, () => void>()
  #project: Project
  #ending: Promise<void> | null = null

  constructor(context: RestarterContext, project: Project) {
    this.#context = context
    this.#project = project
  }

  /** The same path after a first start, after our own death and after a reboot. */
  async bringUp(): Promise<void> {
    const { paths } = this.#context
    const history = await readHistory(paths.events)
    const stock = await takeStock(paths, this.#project)
    for (const spec of this.#project.processes) await this.#add(spec, history)
    await this.#takeOver(stock, history)
    if (this.#project.wish !== 'run') return
    for (const [name, process] of this.#processes) {
      if (this.#project.stopped.includes(name) || process.state !== 'stopped') continue
      const unknown = stock.unknown.find((life) => life.name === name)
      const start = (): void => { this.#startInOrder(name, isMidRun(history, name)) }
      if (unknown === undefined) start()
      else await onLastWriterGone(lifePath(paths, name, unknown.incarnation), start)
    }
  }

  watched(): WatchedProcess[] {
    return [...this.#processes.values()].map((process) => process.toWatch()).filter((entry) => entry !== undefined)
  }

  async answer(ask: Ask): Promise<Answer> {
    if (this.#ending !== null && ask.do !== 'stop') return { ok: false, isPassing: true, error: 'the project is ending (try again)' }
    switch (ask.do) {
      case 'start': return this.#start(ask.name)
      case 'stop': return this.#stop(ask.name, ask.why)
      case 'restart': return this.#restart(ask)
      case 'crash': return this.#crash(ask.name, ask.how)
      case 'pause': return this.#pause(ask.name, ask.forMs)
      default: return { ok: false, error: `cannot ${ask.do} here` }
    }
  }

  /** What the watchdog noted is in the journal; now it is done. All of it may be told twice. */
  async heed(event: StampedEvent): Promise<void> {
    const process = this.#processes.get(event.name ?? '')
    const incarnation = event.incarnation ?? 0
    if (process === undefined) return
    if (event.event === 'ready') this.#isReady(process, incarnation)
    if (event.event === 'verified' && process.flag !== null) await process.lowerFlag()
    if (event.event === 'flagged' && process.isWanted) await process.raiseFlag(flagOf(event, process.spec.name))
    if (event.event !== 'asked') return
    const { kind = 'hang', why = '' } = process.flag ?? {}
    const death = kind === 'hang' ? ({ kind: 'hang', why: `hung: ${why}` } as const) : ({ kind: 'crash', why } as const)
    await process.post({ happening: 'kill', incarnation, ...death })
  }

  /** A file of the project was saved: what waits for its next try is tried now. */
  async retryAll(): Promise<void> {
    await Promise.all([...this.#processes.values()].map(async (process) => process.retryNow()))
  }

  isAnyWaiting(): boolean {
    return [...this.#processes.values()].some(({ state }) => state === 'waiting')
  }

  /** An incarnation closes its listening sockets itself. */
  dontHold(name: string): void {
    this.#processes.get(name)?.dontHold()
  }

  /** A socket of an earlier restarter's time comes back from the watchdog. */
  takeBack(key: string, handle: SendHandle): void {
    this.sockets.keep(key, handle)
  }

  /** Kills everything of the project. Whoever comes up in between reads the wish, and ends it too. */
  async end(why: string): Promise<void> {
    this.#ending ??= this.#end(why)
    return this.#ending
  }

  async #end(why: string): Promise<void> {
    await this.#save({ wish: 'end' })
    await Promise.all([...this.#processes.values()].map(async (process) => this.#stopOne(process, why)))
    await this.#save({ wish: 'ended' })
  }

  async #stopOne(process: SupervisedProcess, why: string): Promise<void> {
    this.#waiting.delete(process.spec.name)
    await process.post({ happening: 'stop', why })
    await process.whenStopped()
    await process.lowerFlag()
  }

  async #add(spec: ProcessSpec, history: ProjectHistory): Promise<SupervisedProcess> {
    const { paths, journal, preload } = this.#context
    const next = await nextIncarnation(paths, spec.name, history)
    const process = new SupervisedProcess(spec, {
      paths, journal, preload,
      onChange: () => { this.#context.onChange(this.watched()) },
      heldFor: (name) => this.sockets.of(name),
      onHandedOver: (name, asked, handle) => { this.#hold(name, asked, handle) },
      letGo: (name) => { for (const key of this.sockets.letGo(name)) this.#context.onLetGo(key) },
      remediesFor: (name) => this.#remediesFor(name),
      carryOut: async (remedy, name) => this.#carryOut(remedy, name),
      bootLimitMs: ({ heartbeat }) => Math.max(20_000, 10 * heartbeat.staleAfterMs),
    }, next)
    process.flag = (await readFlags(paths.flags)).find(({ name }) => name === spec.name) ?? null
    process.pausedUntilMono = this.#project.pausedUntilMono?.[spec.name] ?? 0
    this.#processes.set(spec.name, process)
    return process
  }

  #hold(name: string, { host, port }: ListeningMessage, handle: SendHandle): void {
    const key = heldKey({ name, host, port })
    if (!this.sockets.keep(key, handle)) return
    this.#context.onHeld(key, handle)
    void this.#context.journal.append({ event: 'held', name, why: `${host ?? '*'}:${port}` })
  }

  async #takeOver(stock: Stock, history: ProjectHistory): Promise<void> {
    const { journal, paths } = this.#context
    for (const record of stock.dead) {
      const isTold = (history.processes.get(record.name)?.incarnation ?? 0) >= record.incarnation &&
        history.processes.get(record.name)?.pid === null
      const { why, data } = await reportDeath(paths, record, { exitCode: null, signal: null })
      const told = { event: 'exited' as const, name: record.name, incarnation: record.incarnation, why }
      if (!isTold) await journal.append({ ...told, data: { ...data, kind: 'crash' } })
      await forgetIncarnation(paths, record.name, record.incarnation)
    }
    for (const record of stock.alive) {
      const process = this.#processes.get(record.name) ?? await this.#add(plainSpec({ name: record.name, command: [], cwd: '/' }), history)
      const known = history.processes.get(record.name)
      if ((known?.incarnation ?? 0) < record.incarnation) {
        const spawned = { event: 'spawned' as const, name: record.name, incarnation: record.incarnation, why: 'found alive' }
        await journal.append({ ...spawned, data: { pid: record.pid, first: !isMidRun(history, record.name) } })
      }
      const wasReady = known?.incarnation === record.incarnation && (known.state === 'up' || known.state === 'suspect')
      await process.adopt(record, wasReady)
      if (!this.#isToRun(record.name)) void process.post({ happening: 'stop', why: 'not wanted any more' })
    }
  }

  #isToRun(name: string): boolean {
    const isConfigured = this.#project.processes.some((spec) => spec.name === name)
    return this.#project.wish === 'run' && isConfigured && !this.#project.stopped.includes(name)
  }

  #startInOrder(name: string, isResumed = false): void {
    const process = this.#processes.get(name)
    if (process === undefined) return
    const start = (): void => void process.post({ happening: 'start', isResumed })
    const missing = missingNeeds(name, this.#startables())
    if (missing.length === 0) { start(); return }
    this.#waiting.set(name, start)
    void this.#context.journal.append({ event: 'backoff', name, why: `waits for ${missing.join(', ')}` })
  }

  #isReady(process: SupervisedProcess, incarnation: number): void {
    const isFirstOfLife = process.life?.incarnation === incarnation && !process.isReady
    process.markReady(incarnation)
    for (const [name, start] of this.#waiting) {
      if (missingNeeds(name, this.#startables()).length > 0) continue
      this.#waiting.delete(name)
      start()
    }
    if (!isFirstOfLife || incarnation === 1) return
    const why = `${process.spec.name}, which it needs, was restarted`
    for (const other of this.#processes.values()) {
      if (other.spec.restartWithNeeds && other.spec.needs.includes(process.spec.name)) void other.post({ happening: 'kill', kind: 'restart', why })
    }
  }

  #startables(): ReadonlyMap<string, Startable> {
    return new Map([...this.#processes].map(([name, { spec, isReady }]) => [name, { needs: spec.needs, isReady }]))
  }

  #remediesFor(name: string): readonly Remedy[] {
    const isNeeded = dependentsOf(name, this.#startables()).length > 0
    return possibleRemedies(this.#project.escalation, { hasCaches: this.#project.caches.length > 0, isNeeded })
  }

  async #carryOut(remedy: Remedy, name: string): Promise<void> {
    if (remedy === 'clear-caches') for (const cache of this.#project.caches) await rm(cache, { recursive: true, force: true })
    if (remedy !== 'restart-all') return
    for (const dependent of dependentsOf(name, this.#startables())) {
      const why = `${name}, which it needs, does not get well`
      void this.#processes.get(dependent)?.post({ happening: 'kill', kind: 'restart', why })
    }
  }

  async #start(name: string | undefined): Promise<Answer> {
    const chosen = this.#choose(name)
    if (chosen === undefined) return unknownName(name, [...this.#processes.keys()])
    await this.#saveWanted(chosen)
    for (const process of chosen) this.#startInOrder(process.spec.name)
    await Promise.all(chosen.map(async (process) => process.settled()))
    return { ok: true }
  }

  /** `stop NAME` is remembered, so that a restarter after us keeps it down; this is the end of that. */
  async #saveWanted(processes: readonly SupervisedProcess[]): Promise<void> {
    const names = new Set(processes.map((process) => process.spec.name))
    const stopped = this.#project.stopped.filter((name) => !names.has(name))
    if (stopped.length !== this.#project.stopped.length) await this.#save({ stopped })
  }

  async #stop(name: string | undefined, why: string): Promise<Answer> {
    if (name === undefined) {
      await this.end(why)
      return { ok: true }
    }
    const [process] = this.#choose(name) ?? []
    if (process === undefined) return unknownName(name, [...this.#processes.keys()])
    await this.#save({ stopped: [...new Set([...this.#project.stopped, name])] })
    await this.#stopOne(process, why)
    return { ok: true }
  }

  async #restart(ask: RestartAsk): Promise<Answer> {
    if (ask.processes !== undefined) await this.#configure({ ...ask, processes: ask.processes })
    const chosen = this.#choose(ask.name)
    if (chosen === undefined) return unknownName(ask.name, [...this.#processes.keys()])
    await this.#saveWanted(chosen)
    const only = ask.incarnation === undefined ? {} : { incarnation: ask.incarnation }
    for (const process of chosen) {
      await process.post({ happening: 'kill', kind: 'restart', why: ask.why, ...only })
      await process.post({ happening: 'start' })
    }
    return { ok: true }
  }

  async #configure({ processes, caches, escalation }: Pick<RestartAsk, 'caches' | 'escalation'> & { processes: readonly ProcessSpec[] }): Promise<void> {
    const names = new Set(processes.map((spec) => spec.name))
    const gone = [...this.#processes.values()].filter((process) => !names.has(process.spec.name))
    await this.#save({ processes, stopped: [], ...(caches && { caches }), ...(escalation && { escalation }) })
    await Promise.all(gone.map(async (process) => this.#stopOne(process, 'not in the configuration any more')))
    for (const process of gone) this.#processes.delete(process.spec.name)
    const history = await readHistory(this.#context.paths.events)
    for (const spec of processes) {
      const known = this.#processes.get(spec.name)
      if (known === undefined) await this.#add(spec, history)
      else known.spec = spec
    }
  }

  async #crash(name: string, how: CrashWay): Promise<Answer> {
    const [process] = this.#choose(name) ?? []
    if (process === undefined) return unknownName(name, [...this.#processes.keys()])
    const { life, spec } = process
    if (life === null) return { ok: false, isPassing: true, error: `cannot crash ${name}: it does not run just now (start it first)` }
    const { incarnation } = life
    void this.#context.journal.append({ event: 'asked', name, incarnation, why: `Crash Now (${how})`, data: { how } })
    return crashNow(this.#context.paths, { name, incarnation, pid: life.identity.pid, judge: spec.heartbeat.judge }, how)
  }

  async #pause(name: string, forMs: number): Promise<Answer> {
    const process = this.#processes.get(name)
    if (process === undefined) return unknownName(name, [...this.#processes.keys()])
    process.pause(forMs)
    await this.#save({ pausedUntilMono: { ...this.#project.pausedUntilMono, [name]: monotonicMs() + forMs } })
    return { ok: true }
  }

  #choose(name: string | undefined): SupervisedProcess[] | undefined {
    if (name === undefined) return [...this.#processes.values()]
    const process = this.#processes.get(name)
    return process === undefined ? undefined : [process]
  }

  async #save(change: Partial<Project>): Promise<void> {
    this.#project = { ...this.#project, ...change }
    await writeProject(this.#context.paths, this.#project)
  }
}

async function readHistory(events: string): Promise<ProjectHistory> {
  const history = emptyHistory()
  for (const event of await readJournal(events).next()) applyEvent(history, event)
  return history
}

// A run that was not stopped goes on, also when nobody was there to see its last death.
function isMidRun(history: ProjectHistory, name: string): boolean {
  const known = history.processes.get(name)
  return known !== undefined && known.state !== 'stopped'
}

function flagOf({ incarnation = 0, why = '', mono, data }: StampedEvent, name: string) {
  const head = { v: 1 as const, name, incarnation, kind: data?.flag ?? 'hang', why }
  return { ...head, raisedMono: mono, silentSinceMono: data?.sinceMono ?? mono, isGivenUp: false }
}

function unknownName(name: string | undefined, names: readonly string[]): Answer {
  return { ok: false, error: `no process is called ${name ?? ''} (there is: ${names.join(', ')})` }
}
