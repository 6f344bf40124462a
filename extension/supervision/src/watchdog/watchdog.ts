import { join } from 'node:path'

import { monotonicMs } from '../platform/clock.ts'
import { touch, writeDurably } from '../platform/durable-file.ts'
import { isAlive, killGroup } from '../platform/process-identity.ts'
import { type Flag, lowerFlag, raiseFlag, readFlags } from '../state/flag.ts'
import { beatReader, listBeatNames } from '../state/heartbeat.ts'
import { incarnationKey, type IncarnationRecord, recordReader } from '../state/incarnation-record.ts'
import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import type { Liveness } from './judge-liveness.ts'
import { nextRemedy, type Remedy } from './remedies.ts'
import type { RestarterLine } from './restarter-line.ts'
import { Watched } from './watched.ts'

const lookEveryMs = 200
const lookEveryBootingMs = 25

interface Problem {
  readonly flag: Flag
  tried: number
  lastTriedMono: number
}

/** Monitor, flag, remediate, verify; in this order, and nothing else. */
export class Watchdog {
  readonly #paths: ProjectPaths
  readonly #journal: JournalWriter
  readonly #readRecords: () => Promise<IncarnationRecord[]>
  readonly #readBeats: ReturnType<typeof beatReader>
  readonly #watched = new Map<string, Watched>()
  readonly #problems = new Map<string, Problem>()
  readonly #servedBefore = new Set<string>()
  /** Absent between the restarter's death and the next one's coming up. */
  line: RestarterLine | null = null

  constructor(paths: ProjectPaths, journal: JournalWriter) {
    this.#paths = paths
    this.#journal = journal
    this.#readRecords = recordReader(paths)
    this.#readBeats = beatReader(paths)
  }

  /** A watchdog before us may have died with a flag up: its problem is ours now. */
  async takeOverFlags(): Promise<void> {
    for (const flag of await readFlags(this.#paths)) this.#problems.set(flag.name, { flag, tried: 0, lastTriedMono: 0 })
  }

  /** Looks once at everything. Gives the milliseconds until the next look. */
  async look(lateMs: number): Promise<number> {
    await touch(join(this.#paths.heartbeats, 'watchdog'))
    this.line?.look()
    const records = newestOfEach(await this.#readRecords())
    const names = await listBeatNames(this.#paths)
    for (const record of records) await this.#lookAt(record, names, lateMs)
    this.#forgetGone(records)
    for (const problem of this.#problems.values()) await this.#remediate(problem, records)
    const isBooting = [...this.#watched.values()].some((watched) => !watched.isReady)
    return isBooting ? lookEveryBootingMs : lookEveryMs
  }

  async #lookAt(record: IncarnationRecord, names: readonly string[], lateMs: number): Promise<void> {
    const key = incarnationKey(record.name, record.incarnation)
    const watched = this.#watched.get(key) ?? new Watched(record)
    this.#watched.set(key, watched)
    const beats = await this.#readBeats(key, names)
    if (beats.some((beat) => beat.phase === 'serving')) this.#servedBefore.add(record.name)
    const servedBefore = this.#servedBefore.has(record.name)
    const liveness = await watched.judge(beats, { nowMono: monotonicMs(), lateMs, servedBefore })
    await this.#note(watched, liveness)
  }

  async #note(watched: Watched, liveness: Liveness): Promise<void> {
    const { name, incarnation } = watched.record
    if (liveness.kind === 'healthy') await this.#healthy(watched, liveness.sinceMono)
    if (liveness.kind === 'hang') await this.#flag(watched, liveness.silentMs)
    if (liveness.kind === 'suspect' && !watched.isSuspect) {
      watched.isSuspect = true
      await this.#journal.append({ event: 'suspect', name, incarnation, ms: Math.round(liveness.silentMs) })
    }
  }

  async #healthy(watched: Watched, sinceMono: number): Promise<void> {
    const { name, incarnation, spawnedMono } = watched.record
    if (watched.isReady && !watched.isSuspect) return
    const why = watched.isSuspect ? 'the heartbeat is back' : 'healthy'
    const ms = Math.max(0, Math.round(sinceMono - spawnedMono))
    watched.isReady = true
    watched.isSuspect = false
    this.line?.ask({ do: 'ready', name, incarnation })
    void this.#journal.append({ event: 'ready', name, incarnation, why, ms, data: { sinceMono } })
    await this.#verify(name, incarnation, sinceMono)
  }

  // Verify: the flag goes only when a successor is healthy, or when the flagged one came back by itself.
  async #verify(name: string, incarnation: number, sinceMono: number): Promise<void> {
    const flag = this.#problems.get(name)?.flag
    if (flag === undefined || incarnation < flag.incarnation) return
    const why = incarnation > flag.incarnation ? 'a new incarnation is healthy' : 'it came back by itself'
    const ms = Math.max(0, Math.round(sinceMono - flag.raisedMono))
    await this.#journal.append({ event: 'verified', name, incarnation, why, ms, data: { sinceMono } })
    this.#problems.delete(name)
    await lowerFlag(this.#paths, name)
  }

  async #flag(watched: Watched, silentMs: number): Promise<void> {
    const { name, incarnation } = watched.record
    if (this.#problems.get(name)?.flag.incarnation === incarnation) return
    const raisedMono = monotonicMs()
    const flag: Flag = { v: 1, name, incarnation, kind: 'hang', raisedMono, silentSinceMono: raisedMono - silentMs }
    await raiseFlag(this.#paths, flag)
    const why = `no heartbeat for ${(silentMs / 1_000).toFixed(1)} s`
    const data = { sinceMono: flag.silentSinceMono }
    await this.#journal.append({ event: 'flagged', name, incarnation, why, ms: Math.round(silentMs), data })
    this.#problems.set(name, { flag, tried: 0, lastTriedMono: 0 })
  }

  async #remediate(problem: Problem, records: readonly IncarnationRecord[]): Promise<void> {
    const { name, incarnation } = problem.flag
    const record = records.find((one) => one.name === name && one.incarnation === incarnation)
    if (record === undefined) return // it is dead: what is left is to verify its successor
    const nowMono = monotonicMs()
    const remedy = nextRemedy({ nowMono, ...problem })
    if (remedy === undefined) return
    const event = problem.tried === 0 ? 'asked' : 'escalated'
    problem.tried += 1
    problem.lastTriedMono = nowMono
    void this.#journal.append({ event, name, incarnation, why: remedy })
    await this.#remedies[remedy](problem.flag, record)
  }

  readonly #remedies: Record<Remedy, (flag: Flag, record: IncarnationRecord) => Promise<void> | void> = {
    'ask-by-socket': (flag) => { this.line?.ask(restartAsk(flag)) },
    'ask-by-file': async (flag) => {
      const id = `watchdog-${flag.name}.${flag.incarnation}`
      await writeDurably(join(this.#paths.asks, `${id}.json`), JSON.stringify({ id, ...restartAsk(flag) }))
    },
    'kill-group': async (_flag, record) => {
      if (await isAlive(record)) killGroup(record.pid)
    },
    'kill-restarter': () => { this.line?.kill() },
  }

  #forgetGone(records: readonly IncarnationRecord[]): void {
    const present = new Set(records.map((record) => incarnationKey(record.name, record.incarnation)))
    for (const key of this.#watched.keys()) if (!present.has(key)) this.#watched.delete(key)
  }
}

function restartAsk({ name, incarnation, silentSinceMono, raisedMono }: Flag) {
  const silentS = ((raisedMono - silentSinceMono) / 1_000).toFixed(1)
  return { do: 'restart' as const, name, incarnation, hang: true, why: `hung: no heartbeat for ${silentS} s` }
}

// A dead incarnation's record stays until its end is in the journal; its successor is what counts.
function newestOfEach(records: readonly IncarnationRecord[]): IncarnationRecord[] {
  const newest = new Map<string, IncarnationRecord>()
  for (const record of records) {
    if (record.incarnation > (newest.get(record.name)?.incarnation ?? 0)) newest.set(record.name, record)
  }
  return [...newest.values()]
}
