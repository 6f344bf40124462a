import { servingPid } from '../adapters/crash-only.ts'
import { Gathering } from '../gather.ts'
import { crashUnderLoad } from '../parts/load.ts'
import { endPlace } from '../processes.ts'
import type { Loaded, Part } from '../results/results.ts'
import { type Stage, startContender } from '../stage.ts'
import { findVerdaccio } from '../verdaccio.ts'

const crashesPerRound = 10
const defaultOfOurs = 'crash-only-warm'

/** The same load against a server from npm, under our default. */
export async function runNpmServer({ run, adapters, rounds, report }: Stage): Promise<Part<Loaded>> {
  const gathering = new Gathering<Loaded>('npm-server', report)
  for (const adapter of adapters.filter(({ id }) => id === defaultOfOurs)) {
    await gathering.measure(adapter, async () => {
      const contender = await startContender(run, adapter, await findVerdaccio(run, report))
      const victim = async (): Promise<number> => servingPid(contender.place)
      const loaded = await crashUnderLoad(contender, { crashes: crashesPerRound * rounds, connections: 'new', victim })
      await endPlace(contender.place)
      return loaded
    })
  }
  return gathering.part()
}
