import type { NewEvent } from './event.ts'
import type { Flag } from './flag.ts'

/**
 * What the two roles say to each other on their line (`platform/role-line.ts`). Both come from one installation, so
 * there is one version of it; a role that was raised again is told everything anew.
 */
export type ToWatchdog =
  | { readonly kind: 'watch'; readonly processes: readonly WatchedProcess[] }
  /** Answers a ping, and says which of the watchdog's events are in the journal. */
  | { readonly kind: 'pong'; readonly written: number }
  | HoldMessage
  | LetGoMessage

export type ToRestarter =
  | { readonly kind: 'ping' }
  /** The restarter writes it into the journal, and does what it calls for. All of them may come twice. */
  | { readonly kind: 'event'; readonly number: number; readonly event: StampedEvent }
  | HoldMessage

/** From the command that raised a restarter and keeps its sockets: first those that it has. */
export type FromKeeper = HoldMessage | { readonly kind: 'that-is-all' }

/** Goes with a socket's handle: the other role keeps it, too. */
export interface HoldMessage {
  readonly kind: 'hold'
  readonly key: string
}

export interface LetGoMessage {
  readonly kind: 'let-go'
  readonly key: string
}

/** The watchdog's events are written by the restarter: one journal, one writer. They bear the time of their making. */
export type StampedEvent = NewEvent & { readonly t: string; readonly mono: number }

/** A process that is to run. One that is not in the list is not wanted up, and nobody's problem. */
export interface WatchedProcess {
  readonly name: string
  /** Null: it is down just now. */
  readonly life: WatchedLife | null
  /** Monotonic milliseconds; until then nobody judges it. */
  readonly pausedUntilMono: number
  /** A flag that is up: raised by a watchdog before this one, or by the restarter for deaths in a row. */
  readonly flag: Flag | null
  /** How long it must be healthy until its flag counts as solved. */
  readonly settleMs: number
}

/** Times are monotonic milliseconds. */
export interface WatchedLife {
  readonly incarnation: number
  readonly pid: number
  readonly startTime: string
  readonly spawnedMono: number
  readonly isReady: boolean
  readonly staleAfterMs: number
  readonly bootLimitMs: number
  /** An earlier incarnation listened on a socket, so this one is healthy only when it does too. */
  readonly mustServe: boolean
  /** Its first process is Node itself, which beats: without a heartbeat it has not begun yet. */
  readonly mustBeat: boolean
  /** Part of the path of the script whose heartbeat counts. */
  readonly judge: string | null
  /** False until its health check, if it has one, was first answered. */
  readonly isAnswering: boolean
  /** What the checker holds against it. */
  readonly complaint: string | null
}
