import { isOurs } from '../adapter.ts'
import { servingPid } from '../adapters/crash-only.ts'
import { Gathering } from '../gather.ts'
import { crashUnderLoad } from '../parts/load.ts'
import { endPlace, inhabitantsOf } from '../processes.ts'
import type { Loaded, Part } from '../results/results.ts'
import { type Contender, type Stage, startContender } from '../stage.ts'
import { findNpmServer, type NpmServerName } from '../npm-servers.ts'

/** Crashes in each round: of our default a hundred in ten rounds; of another for comparison. */
const crashesPerRound: Readonly<Record<string, number>> = { 'crash-only-warm': 10, 'pm2-fork': 1 }

/** The same load against a server from npm. */
export async function runNpmServer({ run, adapters, rounds, report }: Stage, name: NpmServerName): Promise<Part<Loaded>> {
  const gathering = new Gathering<Loaded>(name, report)
  for (const adapter of adapters) {
    const crashes = (crashesPerRound[adapter.id] ?? 0) * rounds
    if (crashes > 0) {
      await gathering.measure(adapter, async () => {
        const contender = await startContender(run, adapter, await findNpmServer(name, run, report))
        const loaded = await crashUnderLoad(contender, { crashes, connections: 'new', victim: async () => victimOf(contender) })
        await endPlace(contender.place)
        return loaded
      })
    }
  }
  return gathering.part()
}

// Its answers do not tell who gave them.
async function victimOf({ adapter, place }: Contender): Promise<number> {
  if (isOurs(adapter)) return servingPid(place)
  const [pid] = (await inhabitantsOf(adapter, place)).programs
  if (pid === undefined) throw new Error('bench: nobody serves')
  return pid
}
