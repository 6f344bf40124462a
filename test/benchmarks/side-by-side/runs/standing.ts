import { setTimeout as delay } from 'node:timers/promises'

import { type Adapter, isOurs } from '../adapter.ts'
import { Gathering } from '../gather.ts'
import type { Connections } from '../open-loop-client.ts'
import { type Cost, measureIdleCost } from '../parts/cost.ts'
import { crashWhenIdle } from '../parts/idle.ts'
import { crashUnderLoad } from '../parts/load.ts'
import type { Loaded, Part, Parts } from '../results/results.ts'
import { type Contender, endAll, type Stage, startAll } from '../stage.ts'

export const standingNames = ['cost', 'idle', 'load', 'keep-alive'] as const
type StandingName = (typeof standingNames)[number]

const idleBeforeMs = 25_000 // the start-up's own work is no cost of idling, nor is collecting its garbage
const sessionsMax = 4
const oursPerRound = 10 // so that ten rounds are a hundred crashes: ours lose so few requests that fewer crashes would say nothing
const othersPerSession = 2

/**
 * The parts for which all supervisors stand side by side, each with its program. Idle, they take less than a tenth of a core
 * together; only one at a time is struck or asked, in turns, so that the machine's mood touches all.
 */
export async function* runStanding(stage: Stage, names: readonly StandingName[]): AsyncGenerator<Parts> {
  if (names.length === 0) return
  const broken = new Map<Adapter, unknown>()
  const adapters = stage.adapters.filter(({ onlyFor }) => onlyFor === undefined)
  const contenders = await startAll(stage.run, adapters, { fail: (adapter, error) => { broken.set(adapter, error) } })
  for (const name of names) yield { [name]: await parts[name](stage, contenders, broken) }
  await endAll(contenders)
}

type Run = (stage: Stage, contenders: readonly Contender[], broken: ReadonlyMap<Adapter, unknown>) => Promise<Part<unknown>>

const parts: Readonly<Record<StandingName, Run>> = {
  cost: async ({ report }, contenders, broken) => {
    const gathering = gather<Cost>('cost', { report, broken })
    await delay(idleBeforeMs)
    await Promise.all(contenders.map(async (one) => gathering.measure(one.adapter, async () => measureIdleCost(one))))
    return gathering.part()
  },
  idle: async ({ rounds, report }, contenders, broken) => {
    const gathering = gather<readonly (number | null)[]>('idle', { report, broken })
    for (let round = 0; round < rounds; round += 1) {
      for (const one of contenders) {
        await gathering.measure(one.adapter, async () => [await crashWhenIdle(one)], (before = [], now) => [...before, ...now])
      }
    }
    return gathering.part()
  },
  load: async (stage, contenders, broken) => loadSessions(stage, contenders, loadOf(stage.rounds, broken)),
  'keep-alive': async (stage, contenders, broken) =>
    loadSessions(stage, contenders, { broken, connections: 'kept', sessions: 1, oursPerSession: stage.rounds }),
}

interface LoadPlan {
  readonly broken: ReadonlyMap<Adapter, unknown>
  readonly connections: Connections
  readonly sessions: number
  readonly oursPerSession: number
}

function loadOf(rounds: number, broken: ReadonlyMap<Adapter, unknown>): LoadPlan {
  const sessions = Math.min(sessionsMax, rounds)
  return { broken, connections: 'new', sessions, oursPerSession: Math.ceil((rounds * oursPerRound) / sessions) }
}

async function loadSessions(
  { report }: Stage, contenders: readonly Contender[], { broken, connections, sessions, oursPerSession }: LoadPlan,
): Promise<Part<Loaded>> {
  const gathering = gather<Loaded>(connections === 'new' ? 'load' : 'keep-alive', { report, broken })
  for (let session = 0; session < sessions; session += 1) {
    for (const one of contenders) {
      const crashes = isOurs(one.adapter) ? oursPerSession : othersPerSession
      await gathering.measure(one.adapter, async () => crashUnderLoad(one, { crashes, connections }), joinLoaded)
    }
  }
  return gathering.part()
}

function gather<T>(name: string, { report, broken }: Pick<Stage, 'report'> & Pick<LoadPlan, 'broken'>): Gathering<T> {
  const gathering = new Gathering<T>(name, report)
  for (const [adapter, error] of broken) gathering.fail(adapter, error)
  return gathering
}

function joinLoaded(before: Loaded | undefined, now: Loaded): Loaded {
  if (before === undefined) return now
  return { crashes: [...before.crashes, ...now.crashes], clientLateMs: Math.max(before.clientLateMs, now.clientLateMs) }
}
