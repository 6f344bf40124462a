import { monotonicMs } from '../platform/clock.ts'
import { readProcessStat, signalProcess } from '../platform/process-stat.ts'
import { listBeatNames } from '../state/heartbeat.ts'
import type { WatchedLife, WatchedProcess } from '../state/watch.ts'
import type { Case, Now, Problem, Trouble, WatchdogContext } from './case.ts'
import type { Liveness } from './liveness.ts'
import { Watched } from './watched.ts'
import { nextWay, type Way } from './ways.ts'

const longestLookMs = 1_000
const shortestLookMs = 10
const deafTooLongMs = 5_000

/** Monitor, flag, remediate, verify; in this order, and nothing else. */
export class Watchdog {
  readonly #context: WatchdogContext
  #cases = new Map<string, Case>()
  #names: readonly string[] = []
  #listedMono = -longestLookMs

  constructor(context: WatchdogContext) {
    this.#context = context
  }

  /** What is to be watched from now on, whole each time. */
  update(processes: readonly WatchedProcess[]): void {
    const before = this.#cases
    this.#cases = new Map(processes.map((process) => [process.name, meet(before.get(process.name), process)]))
  }

  /** Looks once at everything. Gives the monotonic time of the next look: before it, nothing can become suspect. */
  async look(lateMs: number): Promise<number> {
    const cases = [...this.#cases.values()]
    const names = await this.#beatNames(cases)
    const now = { mono: monotonicMs(), wall: Date.now() }
    for (const one of cases) if (one.watched !== null) await this.#lookAt(one, one.watched, names, now, lateMs)
    const due = cases.map(({ watched }) => watched?.dueMono ?? Infinity)
    return Math.max(now.mono + shortestLookMs, Math.min(now.mono + longestLookMs, ...due))
  }

  // Of a program that is up, another heartbeat is seen a second later at most.
  async #beatNames(cases: readonly Case[]): Promise<readonly string[]> {
    const isSettled = cases.every(({ watched, isSuspect }) => watched === null || (watched.life.isReady && !isSuspect))
    if (isSettled && monotonicMs() - this.#listedMono < longestLookMs) return this.#names
    this.#listedMono = monotonicMs()
    this.#names = await listBeatNames(this.#context.heartbeats)
    return this.#names
  }

  async #lookAt(one: Case, watched: Watched, names: readonly string[], now: Now, lateMs: number): Promise<void> {
    const isPaused = one.process.pausedUntilMono > now.mono
    watched.excuse(isPaused ? Infinity : lateMs, now.mono)
    const liveness = await watched.judge(this.#context.heartbeats, one.process.name, names, now)
    if (isPaused) return
    const trouble = troubleOf(liveness, watched, now.mono)
    if (trouble !== undefined) this.#flag(one, watched.life, trouble)
    else if (liveness.kind === 'suspect') this.#suspect(one, watched.life, liveness.silentMs)
    else if (liveness.kind === 'healthy' && watched.life.isAnswering) this.#healthy(one, watched.life, liveness.sinceMono)
    if (one.problem?.incarnation === watched.life.incarnation) await this.#remediate(one.process.name, one.problem, watched.life)
  }

  #suspect(one: Case, { incarnation }: WatchedLife, silentMs: number): void {
    if (one.isSuspect) return
    one.isSuspect = true
    this.#context.note({ event: 'suspect', name: one.process.name, incarnation, ms: Math.round(silentMs) })
  }

  #healthy(one: Case, { incarnation, spawnedMono, isReady }: WatchedLife, sinceMono: number): void {
    const { name, settleMs } = one.process
    if (one.isSuspect || (one.healthySinceMono === null && !isReady)) {
      const why = one.isSuspect ? 'the heartbeat is back' : 'healthy'
      const ms = Math.max(0, Math.round(sinceMono - spawnedMono))
      this.#context.note({ event: 'ready', name, incarnation, why, ms, data: { sinceMono } })
    }
    one.isSuspect = false
    one.healthySinceMono ??= sinceMono
    if (one.problem !== null && monotonicMs() - one.healthySinceMono >= settleMs) this.#verified(one, one.problem, incarnation)
  }

  // The flag goes only when a successor has been healthy for a while, or when the flagged one came back by itself.
  #verified(one: Case, problem: Problem, incarnation: number): void {
    const sinceMono = one.healthySinceMono ?? monotonicMs()
    const why = incarnation > problem.incarnation ? 'a new incarnation is healthy' : 'it came back by itself'
    const ms = Math.max(0, Math.round(sinceMono - problem.raisedMono))
    one.problem = null
    one.verified = incarnation
    this.#context.note({ event: 'verified', name: one.process.name, incarnation, why, ms, data: { sinceMono } })
  }

  #flag(one: Case, { incarnation }: WatchedLife, trouble: Trouble): void {
    if (one.problem?.incarnation === incarnation) return
    const raisedMono = monotonicMs()
    one.problem = { incarnation, raisedMono, tried: 0, lastTriedMono: 0 }
    const { kind: flag, why, silentMs } = trouble
    const data = { flag, sinceMono: raisedMono - silentMs }
    this.#context.note({ event: 'flagged', name: one.process.name, incarnation, why, ms: Math.round(silentMs), data })
  }

  async #remediate(name: string, problem: Problem, life: WatchedLife): Promise<void> {
    const nowMono = monotonicMs()
    const way = nextWay(problem, nowMono)
    if (way === undefined) return
    problem.tried += 1
    problem.lastTriedMono = nowMono
    this.#context.note({ event: way === 'ask' ? 'asked' : 'escalated', name, incarnation: life.incarnation, why: way })
    await this.#ways[way](life)
  }

  readonly #ways: Record<Way, (life: WatchedLife) => Promise<void> | void> = {
    ask: () => undefined, // the note is the request
    'kill-group': async ({ pid, startTime }) => {
      const stat = await readProcessStat(pid)
      if (stat === undefined || stat.startTime === startTime) signalProcess(-pid, 'SIGKILL')
    },
    'kill-restarter': () => { this.#context.killRestarter() },
  }
}

function troubleOf(liveness: Liveness, { life, deafSinceMono }: Watched, nowMono: number): Trouble | undefined {
  const unhealthy = (why: string): Trouble => ({ kind: 'unhealthy', why, silentMs: 0 })
  if (liveness.kind === 'hang') {
    const why = liveness.isStopped ? 'stopped (SIGSTOP)' : `no heartbeat for ${inSeconds(liveness.silentMs)}`
    return { kind: 'hang', why, silentMs: liveness.silentMs }
  }
  if (life.complaint !== null) return unhealthy(life.complaint)
  // A dev server restarts its server itself, and is given the time for it.
  const isDeaf = deafSinceMono !== null && nowMono - deafSinceMono >= deafTooLongMs
  if (isDeaf) return unhealthy('the process that listened is dead, and no other does')
  if (life.isAnswering || nowMono - life.spawnedMono < life.bootLimitMs) return undefined
  return unhealthy(`its health check was not answered within ${inSeconds(life.bootLimitMs)} of its start`)
}

function meet(known: Case | undefined, process: WatchedProcess): Case {
  const { life, flag } = process
  const verified = known?.verified ?? 0
  const problem = known?.problem ?? (flag !== null && flag.incarnation >= verified ? { ...flag, tried: 0, lastTriedMono: 0 } : null)
  if (known !== undefined && known.watched !== null && known.watched.life.incarnation === life?.incarnation) {
    known.watched.life = life
    return Object.assign(known, { process, problem }) // the same one: a look may be amid it, and what it finds must not be lost
  }
  return { process, watched: life && new Watched(life), healthySinceMono: null, isSuspect: false, problem, verified }
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
