import { isDeepStrictEqual } from 'node:util'

import { monotonicMs } from '../platform/clock.ts'
import { onLastWriterGone } from '../platform/fifo.ts'
import type { Answer, Ask, Configuration, ConfigureAsk, CrashWay, RestartAsk } from '../state/control.ts'
import type { ProjectHistory } from '../state/history.ts'
import { plainSpec, type Project, writeProject } from '../state/project.ts'
import type { StampedEvent } from '../state/watch.ts'
import { crashNow } from './crash-now.ts'
import { Learning } from './life/learning.ts'
import { Processes, type RestarterContext } from './processes.ts'
import type { SupervisedProcess } from './process/supervised-process.ts'
import { lifePath } from './life/spawn-incarnation.ts'
import { isMidRun, tellDeath, tellLife } from './take-over.ts'
import { type Stock, takeStock } from './take-stock.ts'

/** All processes of one project: brings them up or takes them over, and carries out what is asked. */
export class Restarter {
  readonly processes: Processes
  readonly #context: RestarterContext
  #project: Project
  #ending: Promise<void> | null = null

  constructor(context: RestarterContext, project: Project) {
    this.#context = context
    this.#project = project
    this.processes = new Processes(context, () => this.#project)
  }

  /** The same path after a first start, after our own death and after a reboot. */
  async bringUp(): Promise<void> {
    const { journal } = this.#context
    const history = await journal.history()
    const stock = await takeStock(this.#context, this.#project)
    for (const spec of this.#project.processes) await this.processes.add(spec, history)
    await this.#takeOver(stock, history)
    if (this.#project.wish !== 'run') return
    for (const process of this.processes.all()) {
      const { name } = process.spec
      if (this.#project.stopped.includes(name) || process.state !== 'stopped') continue
      const unknown = stock.unknown.find((life) => life.name === name)
      const start = (): void => { this.processes.startInOrder(name, isMidRun(history, name)) }
      if (unknown === undefined) start()
      else await onLastWriterGone(lifePath(this.#context.paths, name, unknown.incarnation), start)
    }
  }

  async answer(ask: Ask): Promise<Answer> {
    if (this.#ending !== null && ask.do !== 'stop') return { ok: false, isPassing: true, error: 'the project is ending (try again)' }
    switch (ask.do) {
      case 'start': return this.#start(ask.name)
      case 'stop': return this.#stop(ask.name, ask.why)
      case 'restart': return this.#restart(ask)
      case 'configure': return this.#apply(ask)
      case 'crash': return this.#crash(ask.name, ask.how)
      case 'pause': return this.#pause(ask.name, ask.forMs)
      default: return { ok: false, error: `cannot ${ask.do} here` }
    }
  }

  /** What the watchdog noted is in the journal; now it is done. All of it may be told twice. */
  async heed(event: StampedEvent): Promise<void> {
    const process = this.processes.get(event.name ?? '')
    const incarnation = event.incarnation ?? 0
    if (process === undefined) return
    if (event.event === 'ready') this.processes.isReady(process, incarnation)
    if (event.event === 'ready' && event.why === 'healthy') noteBoot(process, event)
    if (event.event === 'verified' && process.flag.value !== null) await process.flag.lower()
    if (event.event === 'flagged' && process.isWanted) await process.flag.raise(flagOf(event, process.spec.name))
    if (event.event !== 'asked') return
    const { kind = 'hang', why = '' } = process.flag.value ?? {}
    const death = kind === 'hang' ? ({ kind: 'hang', why: `hung: ${why}` } as const) : ({ kind: 'crash', why } as const)
    await process.post({ happening: 'kill', incarnation, ...death })
  }

  /** The runtime directory was deleted: what stood there is written once more. */
  async remakeRecords(): Promise<void> {
    await this.#save({})
    for (const process of this.processes.all()) await process.remakeRecord()
  }

  /** A file of the project was saved: what waits for its next try is tried now. */
  async retryAll(): Promise<void> {
    await Promise.all(this.processes.all().map(async (process) => process.post({ happening: 'due' })))
  }

  /** The configuration was changed, and is wrong: what runs goes on, and whoever shows the project can tell. */
  async refuse(why: string): Promise<void> {
    await this.#save({ refused: why })
    await this.#context.journal.append({ event: 'asked', why: `the configuration was changed, but is refused: ${why}` })
  }

  isAnyWaiting(): boolean {
    return this.processes.all().some(({ state }) => state === 'waiting')
  }

  /** Kills everything of the project. Whoever comes up in between reads the wish, and ends it too. */
  async end(why: string): Promise<void> {
    this.#ending ??= this.#end(why)
    return this.#ending
  }

  async #end(why: string): Promise<void> {
    await this.#save({ wish: 'end' })
    await Promise.all(this.processes.all().map(async (process) => this.processes.stop(process, why)))
    await this.#save({ wish: 'ended' })
  }

  async #takeOver(stock: Stock, history: ProjectHistory): Promise<void> {
    const takeOver = { ...this.#context, history }
    for (const record of stock.dead) await tellDeath(takeOver, record)
    for (const record of stock.alive) {
      const stranger = plainSpec({ name: record.name, command: [], cwd: '/' })
      const process = this.processes.get(record.name) ?? await this.processes.add(stranger, history)
      await process.adopt(record, await tellLife(takeOver, record))
      if (!this.#isToRun(record.name)) void process.post({ happening: 'stop', why: 'not wanted any more' })
    }
  }

  #isToRun(name: string): boolean {
    const isConfigured = this.#project.processes.some((spec) => spec.name === name)
    return this.#project.wish === 'run' && isConfigured && !this.#project.stopped.includes(name)
  }

  async #start(name: string | undefined): Promise<Answer> {
    const chosen = this.#choose(name)
    if (chosen === undefined) return unknownName(name, this.processes.names())
    await this.#saveWanted(chosen)
    for (const process of chosen) this.processes.startInOrder(process.spec.name)
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
    const chosen = this.#choose(name)
    if (chosen === undefined) return unknownName(name, this.processes.names())
    await this.#save({ stopped: [...new Set([...this.#project.stopped, ...chosen.map(({ spec }) => spec.name)])] })
    await Promise.all(chosen.map(async (process) => this.processes.stop(process, why)))
    return { ok: true }
  }

  async #restart(ask: RestartAsk): Promise<Answer> {
    if (ask.configuration !== undefined) await this.#configure(ask.configuration)
    const chosen = this.#choose(ask.name)
    if (chosen === undefined) return unknownName(ask.name, this.processes.names())
    await this.#saveWanted(chosen)
    const only = ask.incarnation === undefined ? {} : { incarnation: ask.incarnation }
    for (const process of chosen) {
      await process.post({ happening: 'kill', kind: 'restart', why: ask.why, isAfresh: true, ...only })
      await process.post({ happening: 'start' })
    }
    return { ok: true }
  }

  /** Takes on another configuration. @returns the names of those that run in another way from now on */
  async #configure({ processes, caches, escalation }: Configuration): Promise<string[]> {
    const names = new Set(processes.map((spec) => spec.name))
    const gone = this.processes.all().filter((process) => !names.has(process.spec.name))
    await this.#save({ processes, caches, escalation, stopped: this.#project.stopped.filter((name) => names.has(name)), refused: null })
    await Promise.all(gone.map(async (process) => this.processes.stop(process, 'not in the configuration any more')))
    for (const process of gone) this.processes.delete(process.spec.name)
    const history = await this.#context.journal.history()
    const changed: string[] = []
    for (const spec of processes) {
      const known = this.processes.get(spec.name)
      if (known !== undefined && isDeepStrictEqual(known.spec, spec)) continue
      changed.push(spec.name)
      if (known === undefined) await this.processes.add(spec, history)
      else {
        known.spec = spec
        known.learning = await Learning.of(this.#context.paths, spec)
      }
    }
    return changed
  }

  async #apply(ask: ConfigureAsk): Promise<Answer> {
    const changed = await this.#configure(ask)
    const wanted = changed.filter((name) => !this.#project.stopped.includes(name))
    const what = wanted.join(', ') || 'nothing to restart'
    await this.#context.journal.append({ event: 'asked', why: `the configuration was changed: ${what}` })
    for (const name of wanted) {
      const process = this.processes.get(name)
      if (process === undefined) continue
      await process.post({ happening: 'kill', kind: 'restart', why: ask.why, isAfresh: true })
      this.processes.startInOrder(name)
    }
    return { ok: true }
  }

  async #crash(name: string, how: CrashWay): Promise<Answer> {
    const [process] = this.#choose(name) ?? []
    if (process === undefined) return unknownName(name, this.processes.names())
    const { life, spec } = process
    if (life === null) return { ok: false, isPassing: true, error: `cannot crash ${name}: it does not run just now (start it)` }
    const { incarnation } = life
    void this.#context.journal.append({ event: 'asked', name, incarnation, why: `Crash Now (${how})`, data: { how } })
    return crashNow(this.#context.paths, { name, incarnation, pid: life.identity.pid, judge: spec.heartbeat.judge }, how)
  }

  async #pause(name: string, forMs: number): Promise<Answer> {
    const process = this.processes.get(name)
    if (process === undefined) return unknownName(name, this.processes.names())
    process.pause.begin(forMs, process.life?.incarnation ?? 0)
    await this.#save({ pausedUntilMono: { ...this.#project.pausedUntilMono, [name]: monotonicMs() + forMs } })
    return { ok: true }
  }

  /** A pair is one process to whoever asks by its name; that of the second alone means the second alone. */
  #choose(name: string | undefined): SupervisedProcess[] | undefined {
    if (name === undefined) return this.processes.all()
    const process = this.processes.get(name)
    if (process === undefined) return undefined
    return [process, ...this.processes.all().filter(({ spec }) => spec.twinOf === name)]
  }

  async #save(change: Partial<Project>): Promise<void> {
    this.#project = { ...this.#project, ...change }
    await writeProject(this.#context.paths, this.#project)
  }
}

function noteBoot({ learning, life }: SupervisedProcess, { ms = 0, mono }: StampedEvent): void {
  if (life?.wasSpare === true) return // that says nothing of the next cold start
  learning?.noteBoot(ms, life === null ? ms : mono - life.spawnedMono)
}

function flagOf({ incarnation = 0, why = '', mono, data }: StampedEvent, name: string) {
  const head = { v: 1 as const, name, incarnation, kind: data?.flag ?? 'hang', why }
  return { ...head, raisedMono: mono, silentSinceMono: data?.sinceMono ?? mono, isGivenUp: false }
}

function unknownName(name: string | undefined, names: readonly string[]): Answer {
  return { ok: false, error: `no process is called ${name ?? ''} (there is: ${names.join(', ')})` }
}
