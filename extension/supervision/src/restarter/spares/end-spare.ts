import { removeFile } from '../../platform/plain-file.ts'
import { until } from '../../platform/wait.ts'
import { sweepStrays } from '../life/life.ts'
import type { SpawnPlace } from '../life/spawn-incarnation.ts'

export interface EndingSpare {
  /** Of its life line. */
  readonly path: string
  /** What may have started others, or be stopped; null where nothing of it can be left over. */
  readonly strays: { readonly name: string; readonly incarnation: number } | null
  readonly isGone: () => Promise<boolean>
  readonly deadlineMs: number
}

/** The end of a spare, of ours or of a restarter before: resolves when nothing of it is left, nor of its life line. */
export async function endSpare(place: SpawnPlace, { path, strays, isGone, deadlineMs }: EndingSpare): Promise<void> {
  if (strays !== null) await sweepStrays(place, strays.name, strays.incarnation)
  await until(async () => (await isGone()) || undefined, deadlineMs)
  await removeFile(path).catch(() => undefined) // a read-only folder
}
