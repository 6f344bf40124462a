import { parseJson } from '../platform/json.ts'
import { isSnapshot, type Snapshot } from './snapshot.ts'
import type { FlagKind } from './flag.ts'
import type { RelayState } from './relay-types.ts'

const eventKinds = [
  'spawned', 'ready', 'suspect', 'flagged', 'asked', 'killed', 'exited', 'promoted', 'verified', 'escalated',
  'backoff', 'adopted', 'held', 'role-up', 'role-lost', 'paused', 'resumed', 'drill', 'relay', 'snapshot',
] as const

export type EventKind = (typeof eventKinds)[number]
export type Role = 'restarter' | 'watchdog' | 'relay' | 'cli'

/** Why an incarnation ended. `crash` and `hang` count as crashes, the others were asked for. */
export type DeathKind = 'crash' | 'hang' | 'stop' | 'restart'

export interface CodePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What an event may carry beyond its head. Every key is optional: old and new writers share one journal. */
export interface EventData {
  /** `spawned`, `promoted`, `adopted`: of the program. `role-lost`: of the lost role. */
  readonly pid?: number
  /** `spawned`: begins a new run, from which counts are taken. */
  readonly first?: boolean
  /** `ready`: when it was healthy. `flagged`: when it last gave a sign of life. Monotonic milliseconds. */
  readonly sinceMono?: number
  /** `exited` */
  readonly kind?: DeathKind
  readonly signal?: string | null
  readonly exitCode?: number | null
  readonly where?: CodePlace | null
  /** `exited`: the stack that `where` comes from, as its author's files have it; what it was doing when it hung. */
  readonly stack?: string
  readonly doing?: string
  /** `exited`: the text of the line at `where`, if that file has not changed since the life began. */
  readonly code?: string
  /** `exited`: its leader ended, and left a process behind in the background. That was killed, too. */
  readonly daemonised?: boolean
  /** `exited`: the last lines that it printed. */
  readonly tail?: readonly string[]
  /** `flagged`: what is wrong. */
  readonly flag?: FlagKind
  /** `promoted`: how far the spare had come. */
  readonly level?: string
  /** `asked`: how it was to be crashed. */
  readonly how?: string
  /** `role-lost`: which one. */
  readonly role?: Role
  /** `relay`: what it is in now, and what it feeds. */
  readonly relay?: RelayState
  readonly target?: string
  /** `held`: what `why` is about, where it is no socket that is held from now on. `exited`: what was held was in its way. */
  readonly socket?: 'refused' | 'let-go'
  /** Events lost before this one, because the disk was full. */
  readonly dropped?: number
  /** `snapshot`: what the events before it add up to. */
  readonly history?: Snapshot
}

/** One line of the journal, version 1 (`design.md`, On disk). `t` is for people, `mono` (ms) is for arithmetic. */
export interface JournalEvent {
  readonly v: 1
  readonly t: string
  readonly mono: number
  readonly boot: string
  /** The program that wrote the line, and its pid. */
  readonly role: Role
  readonly pid: number
  readonly event: EventKind
  readonly name?: string
  readonly incarnation?: number
  readonly why?: string
  /** `ready`: from spawn to healthy. `suspect`, `flagged`: silence. `backoff`: delay. `verified`: from flag to healthy. */
  readonly ms?: number
  readonly data?: EventData
}

export type NewEvent = Omit<JournalEvent, 'v' | 't' | 'mono' | 'boot' | 'role' | 'pid'>

const codeCharactersMax = 200

/** Of a line of code that is kept, or compared with one that was. */
export function codeOf(line: string): string {
  return line.trim().slice(0, codeCharactersMax)
}

const knownKinds: ReadonlySet<unknown> = new Set(eventKinds)

/** Undefined for a torn line, a foreign line, and a line of a version or kind that this reader does not know. */
export function parseEvent(line: string): JournalEvent | undefined {
  const event = parseJson(line) as Partial<JournalEvent> | null | undefined
  if (typeof event !== 'object' || event === null) return undefined
  const isWhole = event.v === 1 && knownKinds.has(event.event) && typeof event.mono === 'number'
  if (event.event === 'snapshot' && !isSnapshot(event.data?.history)) return undefined
  return isWhole ? (event as JournalEvent) : undefined
}
