import type { CodePlace, JournalEvent } from '../../supervision/src/state/event.ts'
import { applyEvent, emptyHistory, type ProcessHistory, type ProcessState } from '../../supervision/src/state/history.ts'
import { waitsForOthers } from '../../supervision/src/state/status.ts'
import type { Span, SpanState } from './dashboard-messages.ts'

const spansMax = 1_000
const crashesMax = 1_000

/** One death that nobody asked for. */
export interface CrashEntry {
  readonly id: string
  /** Wall time. */
  readonly at: number
  readonly kind: 'crash' | 'hang'
  readonly reason: string
  readonly place: CodePlace | null
  /** Null: not yet, or it was stopped before. */
  recoveredMs: number | null
}

/** What one program went through. */
export interface ProgramTimeline {
  readonly name: string
  spans: Span[]
  crashes: CrashEntry[]
  /** Of all time that the journal tells of, also of what was dropped from `crashes`. */
  crashCount: number
  /** The longest time without a heartbeat in this run, and when that was told. */
  longestSilence: { readonly ms: number; readonly at: number } | null
  /** Of its latest event. */
  lastAt: number
  /** Crashes of the outage that is not over yet. */
  pending: CrashEntry[]
}

/** Folds the journal into what can be drawn: the states come from the same fold as every count. */
export class Timeline {
  readonly history = emptyHistory()
  readonly programs = new Map<string, ProgramTimeline>()
  #lastAt = 0

  apply(event: JournalEvent): void {
    const at = Date.parse(event.t)
    if (Number.isNaN(at)) return
    if (this.history.boot !== '' && this.history.boot !== event.boot) this.#endAll()
    this.#lastAt = at
    const before = event.name === undefined ? undefined : this.history.processes.get(event.name)
    const wasDown = before?.downSinceMono !== null && before?.downSinceMono !== undefined
    applyEvent(this.history, event)
    for (const process of this.#touchedBy(event)) {
      const program = this.#program(process.name)
      if (event.name !== undefined) noteEvent(program, event, at, process, wasDown)
      follow(program, waitsForOthers(process) ? 'starting' : process.state, timeOf(event, at))
    }
  }

  #touchedBy({ name, event }: JournalEvent): ProcessHistory[] {
    if (event === 'snapshot') return [...this.history.processes.values()]
    const process = name === undefined ? undefined : this.history.processes.get(name)
    return process === undefined ? [] : [process]
  }

  #program(name: string): ProgramTimeline {
    const known = this.programs.get(name)
    if (known !== undefined) return known
    const program = { name, spans: [], crashes: [], crashCount: 0, longestSilence: null, lastAt: 0, pending: [] }
    this.programs.set(name, program)
    return program
  }

  // Nobody wrote down when the computer went off. After the last event nothing is known.
  #endAll(): void {
    for (const program of this.programs.values()) {
      follow(program, 'stopped', this.#lastAt)
      program.pending = []
    }
  }
}

function noteEvent(program: ProgramTimeline, event: JournalEvent, at: number, process: ProcessHistory, wasDown: boolean): void {
  program.lastAt = at
  if (event.event === 'spawned' && event.data?.first === true) program.longestSilence = null
  if (event.event === 'exited') noteDeath(program, event, at)
  if (wasDown && process.downSinceMono === null) noteRecovery(program, event, at, process)
  const isSilence = event.event === 'suspect' || (event.event === 'flagged' && event.data?.flag === 'hang')
  if (isSilence && (event.ms ?? 0) > (program.longestSilence?.ms ?? 0)) program.longestSilence = { ms: event.ms ?? 0, at }
}

function noteDeath(program: ProgramTimeline, { why = '', incarnation = 0, data, t }: JournalEvent, at: number): void {
  const kind = data?.kind ?? 'crash'
  if (kind !== 'crash' && kind !== 'hang') return
  const id = `${program.name}.${incarnation}.${t}`
  const crash = { id, at, kind, reason: why, place: data?.where ?? null, recoveredMs: null }
  program.crashCount += 1
  program.crashes = pushed(program.crashes, crash, crashesMax)
  program.pending = pushed(program.pending, crash, crashesMax)
}

// The outage is counted from its begin; a death amid it, from that death.
function noteRecovery(program: ProgramTimeline, event: JournalEvent, at: number, { recoveriesMs }: ProcessHistory): void {
  const hasRecovered = event.event === 'ready' || event.event === 'verified'
  const healthyAt = timeOf(event, at)
  program.pending.forEach((crash, index) => {
    const sinceDeath = Math.max(0, healthyAt - crash.at)
    if (hasRecovered) crash.recoveredMs = index === 0 ? (recoveriesMs.at(-1) ?? sinceDeath) : sinceDeath
  })
  program.pending = []
}

/** When it was so, not when it was noticed: monotonic differences hold within one event. */
function timeOf({ event, mono, data }: JournalEvent, at: number): number {
  const isAboutEarlier = (event === 'ready' || event === 'verified') && data?.sinceMono !== undefined
  return isAboutEarlier ? at - Math.max(0, mono - data.sinceMono) : at
}

const shown: Record<ProcessState, SpanState | null> = {
  starting: 'starting', up: 'up', suspect: 'silent', restarting: 'down', backoff: 'down', paused: 'paused', stopped: null,
}

function follow(program: ProgramTimeline, state: ProcessState, at: number): void {
  const next = shown[state]
  const last = program.spans.at(-1)
  const isOpen = last?.to === null
  if (isOpen && last.state === next) return
  // A clock that was set back must not turn a span around.
  const from = Math.max(at, last?.to ?? last?.from ?? 0)
  if (isOpen) program.spans[program.spans.length - 1] = { ...last, to: from }
  if (next === null) return
  program.spans = pushed(program.spans, { state: next, from, to: null }, spansMax)
}

/** Holds the latest `max` at least, and never more than twice as many: so it need not be copied at each step. */
function pushed<T>(list: T[], item: T, max: number): T[] {
  list.push(item)
  return list.length > 2 * max ? list.slice(-max) : list
}
