import { Gathering } from '../gather.ts'
import { type Hang, hang, type HangWay, hangWays } from '../parts/hang.ts'
import type { Part } from '../results/results.ts'
import { type Contender, endAll, type Stage, startAll } from '../stage.ts'

type Hangs = Readonly<Record<HangWay, readonly Hang[]>>

const hangsMax = 3
const spinsAtOnce = 2 // a core for each

/** Those that find hangs in turns; those that do not wait for the deadline together, as far as that takes nothing from each other. */
export async function runHangs({ run, adapters, rounds, report }: Stage): Promise<Part<Hangs>> {
  const gathering = new Gathering<Hangs>('hang', report)
  const measure = async (one: Contender, way: HangWay): Promise<void> =>
    gathering.measure(one.adapter, async () => ({ spin: [], freeze: [], [way]: [await hang(one, way)] }), join)

  const finders = await startAll(run, adapters.filter(({ findsHangs }) => findsHangs), gathering)
  for (let round = 0; round < Math.min(rounds, hangsMax); round += 1) {
    for (const way of hangWays) {
      for (const one of finders) await measure(one, way)
    }
  }
  await endAll(finders)

  const others = await startAll(run, adapters.filter(({ findsHangs }) => !findsHangs), gathering)
  await Promise.all(others.map(async (one) => measure(one, 'freeze')))
  for (let from = 0; from < others.length; from += spinsAtOnce) {
    await Promise.all(others.slice(from, from + spinsAtOnce).map(async (one) => measure(one, 'spin')))
  }
  await endAll(others)
  return gathering.part()
}

function join(before: Hangs = { spin: [], freeze: [] }, now: Hangs): Hangs {
  return { spin: [...before.spin, ...now.spin], freeze: [...before.freeze, ...now.freeze] }
}
