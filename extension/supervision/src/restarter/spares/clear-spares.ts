import { join } from 'node:path'

import { listNames } from '../../platform/durable-file.ts'
import { hasWriter } from '../../platform/fifo.ts'
import { parseIncarnationKey } from '../../state/incarnation-key.ts'
import { endSpare } from './end-spare.ts'
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
    const isGone = async (): Promise<boolean> => !(await hasWriter(path))
    const strays = (await isGone()) ? null : parseIncarnationKey(key) ?? null
    await endSpare(place, { path, strays, isGone, deadlineMs: goneDeadlineMs })
  }))
}
