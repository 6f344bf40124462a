import { listNames } from '../../platform/durable-file.ts'
import type { ProjectHistory } from '../../state/history.ts'
import { parseIncarnationKey } from '../../state/incarnation-key.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'

/** A number that no incarnation of this name had: neither one of the journal nor one that only left its life line. */
export async function nextIncarnation(paths: ProjectPaths, name: string, history: ProjectHistory): Promise<number> {
  const used = [...(await listNames(paths.life)), ...(await listNames(paths.spares))].map(parseIncarnationKey)
  const numbers = used.filter((life) => life?.name === name).map((life) => life?.incarnation ?? 0)
  return Math.max(0, history.processes.get(name)?.incarnation ?? 0, ...numbers) + 1
}
