import { setTimeout as delay } from 'node:timers/promises'

import { signalProcess } from '../../../../extension/supervision/src/platform/process-stat.ts'
import type { Adapter } from '../adapter.ts'
import { firstAnswer } from '../first-answer.ts'
import { Gathering } from '../gather.ts'
import { type Storm, storm } from '../parts/storm.ts'
import { makePlace, typicalServer } from '../place.ts'
import { endPlace } from '../processes.ts'
import type { Part, Storms } from '../results/results.ts'
import { type Contender, endAll, type Stage, startAll, withOwnSupervisor } from '../stage.ts'

const healthyMs = 20_000
const answerDeadlineMs = 5_000

/**
 * A storm from the first start, and one after 20 s of health: some give up only in the first seconds of a program's life.
 * Those that start again without a pause take a core each, so they are measured alone; the others together.
 */
export async function runStorms(stage: Stage): Promise<Part<Storms>> {
  const first = new Gathering<Storm>('storm from the start', stage.report)
  const later = new Gathering<Storm>('storm after health', stage.report)
  const adapters = withOwnSupervisor(stage)
  await byWeight(adapters, (adapter) => adapter, async (adapter) => {
    const contender = { adapter, place: await makePlace(stage.run, typicalServer) }
    await first.measure(adapter, async () => storm(contender, async () => adapter.start(contender.place)))
    await endPlace(contender.place)
  })
  const contenders = await startAll(stage.run, adapters, later)
  await delay(healthyMs)
  await byWeight(contenders, ({ adapter }) => adapter, async (one) => {
    await later.measure(one.adapter, async () => storm(one, async () => killProgram(one)))
    await endPlace(one.place)
  })
  await endAll(contenders)
  return join(first.part(), later.part())
}

async function byWeight<T>(all: readonly T[], adapterOf: (one: T) => Adapter, run: (one: T) => Promise<void>): Promise<void> {
  await Promise.all(all.filter((one) => !adapterOf(one).stormsHard).map(run))
  for (const one of all) if (adapterOf(one).stormsHard) await run(one)
}

async function killProgram({ place }: Contender): Promise<void> {
  for (let victim; (victim = await firstAnswer(place, { deadlineMs: answerDeadlineMs })) !== undefined;) {
    signalProcess(Number(victim.text), 'SIGKILL')
    // Of several that serve, each must die: none of those that follow will live.
    if ((await firstAnswer(place, { notFrom: victim.text, deadlineMs: 500 })) === undefined) return
  }
}

function join(first: Part<Storm>, later: Part<Storm>): Part<Storms> {
  const of: Record<string, Storms> = {}
  for (const [id, fromTheStart] of Object.entries(first.of)) {
    const afterHealth = later.of[id]
    if (afterHealth !== undefined) of[id] = { fromTheStart, afterHealth }
  }
  return { at: first.at, minutes: first.minutes + later.minutes, of, failed: { ...first.failed, ...later.failed } }
}
