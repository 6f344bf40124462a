import { listNames } from '../platform/durable-file.ts'
import { onLastWriterGone } from '../platform/fifo.ts'
import type { Answer, Ask, CrashWay, RestartAsk } from '../state/control.ts'
import { lowerFlag } from '../state/flag.ts'
import { applyEvent, emptyHistory, type ProjectHistory } from '../state/history.ts'
import { parseIncarnationKey } from '../state/incarnation-record.ts'
import { readJournal } from '../state/journal-reader.ts'
import { plainSpec, type ProcessSpec, type Project, writeProject } from '../state/project.ts'
import { crashNow } from './crash-now.ts'
import { reportDeath } from './death-report.ts'
import { forgetIncarnation } from './life.ts'
import { type ProcessContext, SupervisedProcess } from './supervised-process.ts'
import { lifePath } from './spawn-incarnation.ts'
import { type Stock, takeStock } from './take-stock.ts'

/** All processes of one project: brings them up or takes them over, and carries out what is asked. */
export class Restarter {
  readonly #context: ProcessContext
  readonly #processes = new Map<string, SupervisedProcess>()
  #project: Project
  #ending: Promise<void> | null = null

  constructor(context: ProcessContext, project: Project) {
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
    const isWanted = this.#project.wish === 'run'
    for (const [name, process] of this.#processes) {
      if (!isWanted || this.#project.stopped.includes(name) || process.state !== 'stopped') continue
      const unknown = stock.unknown.find((life) => life.name === name)
      const start = () => void process.post({ happening: 'start', isResumed: isMidRun(history, name) })
      if (unknown === undefined) start()
      else await onLastWriterGone(lifePath(paths, name, unknown.incarnation), start)
    }
  }

  async answer(ask: Ask): Promise<Answer> {
    if (this.#ending !== null && ask.do !== 'stop') return { ok: false, isPassing: true, error: 'the project is ending (try again)' }
    switch (ask.do) {
      case 'ready': this.#processes.get(ask.name)?.markReady(ask.incarnation); return { ok: true }
      case 'start': return this.#start(ask.name)
      case 'stop': return this.#stop(ask.name, ask.why)
      case 'restart': return this.#restart(ask)
      case 'crash': return this.#crash(ask.name, ask.how)
      default: return { ok: false, error: `cannot ${ask.do} here` }
    }
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
    await process.post({ happening: 'stop', why })
    await process.whenStopped()
    await lowerFlag(this.#context.paths, process.spec.name)
  }

  async #add(spec: ProcessSpec, history: ProjectHistory): Promise<SupervisedProcess> {
    const used = (await listNames(this.#context.paths.life)).map(parseIncarnationKey)
    const numbers = used.filter((life) => life?.name === spec.name).map((life) => life?.incarnation ?? 0)
    const next = Math.max(0, history.processes.get(spec.name)?.incarnation ?? 0, ...numbers) + 1
    const process = new SupervisedProcess(spec, this.#context, next)
    this.#processes.set(spec.name, process)
    return process
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
      const process = this.#processes.get(record.name) ?? await this.#add(strangerSpec(record), history)
      const known = history.processes.get(record.name)
      if ((known?.incarnation ?? 0) < record.incarnation) {
        const spawned = { event: 'spawned' as const, name: record.name, incarnation: record.incarnation, why: 'found alive' }
        await journal.append({ ...spawned, data: { pid: record.pid, first: !isMidRun(history, record.name) } })
      }
      await process.adopt(record)
      if (!this.#isToRun(record.name)) void process.post({ happening: 'stop', why: 'not wanted any more' })
    }
  }

  #isToRun(name: string): boolean {
    const isConfigured = this.#project.processes.some((spec) => spec.name === name)
    return this.#project.wish === 'run' && isConfigured && !this.#project.stopped.includes(name)
  }

  async #start(name: string | undefined): Promise<Answer> {
    const chosen = this.#choose(name)
    if (chosen === undefined) return unknownName(name, [...this.#processes.keys()])
    await this.#saveWanted(chosen)
    await Promise.all(chosen.map(async (process) => process.post({ happening: 'start' })))
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
    if (ask.processes !== undefined) await this.#configure(ask.processes)
    const chosen = this.#choose(ask.name)
    if (chosen === undefined) return unknownName(ask.name, [...this.#processes.keys()])
    const kind = ask.hang === true ? 'hang' : 'restart'
    if (kind === 'restart') await this.#saveWanted(chosen)
    const only = ask.incarnation === undefined ? {} : { incarnation: ask.incarnation }
    for (const process of chosen) {
      await process.post({ happening: 'kill', kind, why: ask.why, ...only })
      if (kind === 'restart') await process.post({ happening: 'start' })
    }
    return { ok: true }
  }

  async #configure(specs: readonly ProcessSpec[]): Promise<void> {
    const names = new Set(specs.map((spec) => spec.name))
    const gone = [...this.#processes.values()].filter((process) => !names.has(process.spec.name))
    await this.#save({ processes: specs, stopped: [] })
    await Promise.all(gone.map(async (process) => this.#stopOne(process, 'not in the configuration any more')))
    for (const process of gone) this.#processes.delete(process.spec.name)
    const history = await readHistory(this.#context.paths.events)
    for (const spec of specs) {
      const known = this.#processes.get(spec.name)
      if (known === undefined) await this.#add(spec, history)
      else known.spec = spec
    }
  }

  async #crash(name: string, how: CrashWay): Promise<Answer> {
    const [process] = this.#choose(name) ?? []
    if (process === undefined) return unknownName(name, [...this.#processes.keys()])
    const { life } = process
    if (life === null) return { ok: false, isPassing: true, error: `cannot crash ${name}: it does not run just now (start it first)` }
    const { incarnation } = life
    void this.#context.journal.append({ event: 'asked', name, incarnation, why: `Crash Now (${how})`, data: { how } })
    return crashNow(this.#context.paths, { name, incarnation, pid: life.identity.pid }, how)
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

function strangerSpec(record: { name: string }): ProcessSpec {
  return plainSpec({ name: record.name, command: [], cwd: '/' })
}

function unknownName(name: string | undefined, names: readonly string[]): Answer {
  return { ok: false, error: `no process is called ${name ?? ''} (there is: ${names.join(', ')})` }
}
