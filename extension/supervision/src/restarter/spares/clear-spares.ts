import { join } from 'node:path'

import { listNames } from '../../platform/durable-file.ts'
import { hasWriter } from '../../platform/fifo.ts'
import { removeFile } from '../../platform/plain-file.ts'
import { until } from '../../platform/wait.ts'
import { parseIncarnationKey } from '../../state/incarnation-key.ts'
import { sweepStrays } from '../life/life.ts'
import type { SpawnPlace } from '../life/spawn-incarnation.ts'

const goneDeadlineMs = 500

/**
 * Spares of a restarter that died. They end by themselves, for their gate ended with it; one that was stopped cannot, and is
 * killed. Nothing is started before, for a spare may hold what the program needs.
 */
export async function clearSpares(place: SpawnPlace): Promise<void> {
  const { spares } = place.paths
  await Promise.all((await listNames(spares)).map(async (key) => {
    const path = join(spares, key)
    const spare = parseIncarnationKey(key)
    const isGone = async (): Promise<true | undefined> => ((await hasWriter(path)) ? undefined : true)
    if (spare !== undefined && (await isGone()) === undefined) await sweepStrays(place, spare.name, spare.incarnation)
    await until(isGone, goneDeadlineMs)
    await removeFile(path)
  }))
}
