import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { JournalEvent } from '../../../extension/supervision/src/state/event.ts'
import { answerOf } from '../../helpers/answer-of.ts'
import { eventually } from '../../helpers/eventually.ts'
import { freePort } from '../../helpers/free-port.ts'
import { configOf, programs, type SupervisedProject } from '../../helpers/supervised-project.ts'
import { type Blow, pidOf, type Victim } from './blows.ts'
import { type Census, census } from './copies.ts'
import { type Answers, askAgainAndAgain } from './load.ts'

const wholeDeadlineMs = 20_000
const quietMs = 3_000

export interface TortureResult {
  readonly answers: Answers
  /** Blows that met somebody, as `SIGKILL of the program 4711`. */
  readonly blows: readonly string[]
  /** Instants at which there were two copies of the program. */
  readonly doubles: readonly Census[]
  readonly end: Census
  /** Blows of which the journal knows nothing. */
  readonly unaccounted: readonly string[]
  /** Lives of the program that overlap, by the journal. */
  readonly overlaps: readonly string[]
}

interface Struck {
  readonly victim: Victim
  readonly pid: number
  readonly text: string
}

/** A real HTTP program under `crash-only run` at 100 requests a second, while all of it is killed and stopped at random. */
export async function torture(makeIt: MakeProject, blows: readonly Blow[]): Promise<TortureResult> {
  const port = await freePort()
  const config = configOf({ web: ['node', join(programs, 'server.mjs')] })
  const project = await makeIt({ 'crash-only.json': config }, { env: { PORT: String(port) } })
  const { child } = project.background('run')
  const commandPid = child.pid ?? 0
  await eventually('it serves', async () => (await answerOf(port)) !== undefined)
  await eventually('it is whole', async () => isWhole(await census(project, commandPid)), wholeDeadlineMs)
  const doubles: Census[] = []
  const load = askAgainAndAgain(port)
  const struck: Struck[] = []
  for (const blow of blows) {
    await sample(blow.afterMs, project, commandPid, doubles)
    struck.push(...await strike(blow, project))
  }
  await sample(quietMs, project, commandPid, doubles)
  const end = await eventually('it is whole again', async () => {
    const now = await census(project, commandPid)
    return isWhole(now) ? now : undefined
  }, wholeDeadlineMs)
  await load.stop()
  const events = await project.events()
  return {
    answers: load.answers, blows: struck.map(({ text }) => text), doubles, end,
    unaccounted: struck.filter((one) => !isAccounted(one, events)).map(({ text }) => text), overlaps: overlapsIn(events),
  }
}

export type MakeProject = (files: Record<string, string>, options: { env: NodeJS.ProcessEnv }) => Promise<SupervisedProject>

async function strike({ at, signal }: Blow, { paths }: SupervisedProject): Promise<Struck[]> {
  const found = await Promise.all(at.map(async (victim) => ({ victim, pid: await pidOf(victim, paths) })))
  return found.flatMap(({ victim, pid }) => {
    if (pid === undefined || !isSignalled(pid, signal)) return []
    return [{ victim, pid, text: `${signal} of the ${victim} ${pid}` }]
  })
}

function isSignalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false // it is dead already, and its successor is not there yet
  }
}

async function sample(forMs: number, project: SupervisedProject, commandPid: number, doubles: Census[]): Promise<void> {
  const until = performance.now() + forMs
  while (performance.now() < until) {
    const now = await census(project, commandPid)
    if (now.program.length > 1) doubles.push(now)
    await delay(Math.min(50, Math.max(0, until - performance.now())))
  }
}

function isWhole({ program, spare, restarter, watchdog, other }: Census): boolean {
  return [program, spare, restarter, watchdog].every(({ length }) => length === 1) && other.length === 0
}

// Of a program the journal has the death, of a role that another one came up. A spare lives no life that would be told.
function isAccounted({ victim, pid }: Struck, events: readonly JournalEvent[]): boolean {
  if (victim === 'spare') return true
  if (victim !== 'program') return events.some((event) => event.event === 'role-up' && event.role === victim && event.pid !== pid)
  const life = events.find((event) => isBirth(event) && event.data?.pid === pid)
  return events.some((event) => event.event === 'exited' && event.incarnation === life?.incarnation)
}

function isBirth({ event }: JournalEvent): boolean {
  return event === 'spawned' || event === 'promoted'
}

function overlapsIn(events: readonly JournalEvent[]): string[] {
  const spawned = events.filter(isBirth)
  const exitedMono = new Map(events.filter(({ event }) => event === 'exited').map(({ incarnation, mono }) => [incarnation, mono]))
  const numbers = spawned.map(({ incarnation }) => incarnation)
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index).map((number) => `${number} was spawned twice`)
  const early = spawned.filter(({ mono }, index) => mono < (exitedMono.get(spawned[index - 1]?.incarnation) ?? 0))
  return [...twice, ...early.map(({ incarnation }) => `${incarnation} was spawned before the one before had ended`)]
}
