import type { NewEvent } from '../state/event.ts'
import type { WatchedProcess } from '../state/watch.ts'
import type { Watched } from './watched.ts'

export interface WatchdogContext {
  /** The project's folder of heartbeats. */
  readonly heartbeats: string
  /** Tells the restarter, which writes it into the journal and does what it calls for. */
  note(event: NewEvent): void
  killRestarter(): void
}

export interface Now {
  readonly mono: number
  readonly wall: number
}

/** What is known of one process and of its present incarnation. Times are monotonic milliseconds. */
export interface Case {
  process: WatchedProcess
  watched: Watched | null
  healthySinceMono: number | null
  isSuspect: boolean
  problem: Problem | null
  /** The newest incarnation that was verified; a flag of an older one is old news. */
  verified: number
}

export interface Problem {
  readonly incarnation: number
  readonly raisedMono: number
  tried: number
  lastTriedMono: number
}

export interface Trouble {
  readonly kind: 'hang' | 'unhealthy'
  readonly why: string
  readonly silentMs: number
}
