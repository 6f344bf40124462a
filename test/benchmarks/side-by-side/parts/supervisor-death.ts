import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import { identify, isAlive } from '../../../../extension/supervision/src/platform/process-identity.ts'
import { firstAnswer } from '../first-answer.ts'
import { openLoop } from '../open-loop-client.ts'
import { inhabitantsOf } from '../processes.ts'
import { settle } from '../settle.ts'
import { type Contender, startContender, type Stage } from '../stage.ts'
import type { Adapter } from '../adapter.ts'
import { endPlace } from '../processes.ts'

const watchMs = 4_000
const samplesEveryMs = 50
const repairDeadlineMs = 6_000
const load = { perSecond: 100, connections: 'new', hungAfterMs: 2_000 } as const

/** What follows when one of the supervisor's own programs is killed, and nobody does anything. */
export interface Aftermath {
  readonly role: string
  readonly isProgramDead: boolean
  /** Requests that failed, of 100 a second for 4 s. */
  readonly failed: number
  /** Until another process plays the role; null: not within 4 s. */
  readonly roleBackMs: number | null
  /** A crash of the program afterwards is repaired, in ms; null: not within 6 s. Undefined where there is no program left. */
  readonly repairedMs: number | null
  readonly again: Again
}

/** What follows when the supervisor is started again after its death. */
export interface Again {
  /** The most processes of the program at once, more than before. */
  readonly copies: number
  /** Starts of the program within 4 s, by an untouched one none is needed. */
  readonly starts: number
  readonly answers: boolean
  readonly repairedMs: number | null
}

export async function killSupervisor({ run }: Pick<Stage, 'run'>, adapter: Adapter, role: string): Promise<Aftermath> {
  const alone = await startContender(run, adapter)
  const left = await killRole(alone, role)
  const repairedMs = await crashAndWait(alone)
  await endPlace(alone.place)
  const helped = await startContender(run, adapter)
  await killRole(helped, role)
  const again = await startAgain(helped)
  await endPlace(helped.place)
  return { role, ...left, repairedMs, again }
}

async function killRole({ adapter, place }: Contender, role: string): Promise<Pick<Aftermath, 'isProgramDead' | 'failed' | 'roleBackMs'>> {
  await settle(adapter, place)
  const program = await identify(Number((await firstAnswer(place, { deadlineMs: repairDeadlineMs }))?.text))
  const before = (await inhabitantsOf(adapter, place)).roles.get(role) ?? []
  const client = openLoop({ ...load, port: place.port, path: place.program.path })
  const killedAt = performance.now()
  for (const pid of before) process.kill(pid, 'SIGKILL')
  let roleBackMs: number | null = null
  while (performance.now() - killedAt < watchMs) {
    const now = (await inhabitantsOf(adapter, place)).roles.get(role) ?? []
    if (now.some((pid) => !before.includes(pid))) roleBackMs ??= performance.now() - killedAt
    await delay(samplesEveryMs)
  }
  const failed = (await client.stop()).filter(({ outcome }) => outcome !== 'answered').length
  return { isProgramDead: !(await isAlive(program)), failed, roleBackMs }
}

async function startAgain(contender: Contender): Promise<Again> {
  const { adapter, place } = contender
  const [before, startsBefore] = [(await inhabitantsOf(adapter, place)).programs.length, await startsOf(contender)]
  // It may refuse because something of it still runs: that is an outcome as any other.
  await adapter.start(place).catch(() => undefined)
  let most = 0
  for (const end = performance.now() + watchMs; performance.now() < end;) {
    most = Math.max(most, (await inhabitantsOf(adapter, place)).programs.length)
    await delay(samplesEveryMs)
  }
  const starts = (await startsOf(contender)) - startsBefore
  const answers = (await firstAnswer(place, { deadlineMs: repairDeadlineMs })) !== undefined
  return { copies: Math.max(0, most - before), starts, answers, repairedMs: await crashAndWait(contender) }
}

/** kill -9 of whoever answers, then until another does; null when nobody answers before, or nobody after. */
async function crashAndWait({ place }: Contender): Promise<number | null> {
  const victim = await firstAnswer(place, { deadlineMs: 1_000 })
  if (victim === undefined) return null
  process.kill(Number(victim.text), 'SIGKILL')
  return (await firstAnswer(place, { notFrom: victim.text, deadlineMs: repairDeadlineMs }))?.ms ?? null
}

export async function startsOf({ place }: Pick<Contender, 'place'>): Promise<number> {
  return (await readFile(place.starts).catch(() => '')).length
}
