import { type Adapter, isOurs } from '../adapter.ts'
import { Gathering } from '../gather.ts'
import { type Aftermath, killSupervisor } from '../parts/supervisor-death.ts'
import type { Part } from '../results/results.ts'
import { type Stage, withOwnSupervisor } from '../stage.ts'

const atOnce = 5

/**
 * Each program of each supervisor is killed once. Nearly all of the time is waiting for what may follow, so five are watched
 * at once, but ours alone: our figure is in tens of milliseconds.
 */
export async function runSupervisorDeaths(stage: Stage): Promise<Part<readonly Aftermath[]>> {
  const gathering = new Gathering<readonly Aftermath[]>('supervisor', stage.report)
  const kill = async (adapter: Adapter): Promise<void> => {
    for (const role of rolesToKill(adapter)) {
      await gathering.measure(adapter, async () => [await killSupervisor(stage, adapter, role)], (before = [], now) => [...before, ...now])
    }
  }
  const waiting = withOwnSupervisor(stage)
  for (const adapter of waiting.filter(isOurs)) await kill(adapter)
  const others = waiting.filter((adapter) => !isOurs(adapter))
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let next; (next = others.shift()) !== undefined;) await kill(next)
  }))
  return gathering.part()
}

// Not shells that only wait for their child, and not the checker, which lives only while there is something to check.
function rolesToKill({ roles }: Adapter): string[] {
  const names = Object.keys(roles)
  return names.filter((name) => name !== 'checker' && (name !== 'sh' || names.length === 1))
}
