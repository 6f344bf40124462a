import type { CrashUnderLoad } from '../judge-load.ts'
import type { Cost } from '../parts/cost.ts'
import { npmServerNames } from '../npm-servers.ts'
import type { Hang, HangWay } from '../parts/hang.ts'
import type { Aftermath } from '../parts/supervisor-death.ts'
import type { Storm } from '../parts/storm.ts'

export const partNames = ['cost', 'idle', 'load', 'keep-alive', 'hang', 'supervisor', 'storm', ...npmServerNames] as const
export type PartName = (typeof partNames)[number]

/** All that was measured; `docs/benchmarks.json`. The tables and the chart are made of it. */
export interface Results {
  readonly version: 1
  readonly machine: Machine
  readonly entrants: readonly Entrant[]
  readonly parts: Parts
}

export type Entrant = { readonly id: string; readonly title: string } & (
  | { readonly version: string; readonly setting?: string }
  | { readonly absent: string }
)

export interface Machine {
  readonly node: string
  readonly kernel: string
  readonly system: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
}

export interface Parts {
  readonly cost?: Part<Cost>
  /** ms until the first answer; null: not within 20 s. */
  readonly idle?: Part<readonly (number | null)[]>
  readonly load?: Part<Loaded>
  readonly 'keep-alive'?: Part<Loaded>
  readonly hang?: Part<Readonly<Record<HangWay, readonly Hang[]>>>
  readonly supervisor?: Part<readonly Aftermath[]>
  readonly storm?: Part<Storms>
  readonly verdaccio?: Part<Loaded>
  readonly 'http-server'?: Part<Loaded>
  readonly peer?: Part<Loaded>
}

export interface Loaded {
  readonly crashes: readonly CrashUnderLoad[]
  /** The longest that the client itself was late, in ms. */
  readonly clientLateMs: number
}

export interface Storms {
  readonly fromTheStart: Storm
  readonly afterHealth: Storm
}

/** One part of one run: what each entrant did, and why there is nothing of another. */
export interface Part<T> {
  /** ISO date and time. */
  readonly at: string
  readonly minutes: number
  readonly of: Readonly<Record<string, T>>
  readonly failed: Readonly<Record<string, string>>
}
