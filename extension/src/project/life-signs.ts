import type { Flag } from '../../supervision/src/state/flag.ts'
import { listBeatNames } from '../../supervision/src/state/heartbeat.ts'
import type { ProjectHistory } from '../../supervision/src/state/history.ts'
import { readMemberHeartbeats } from '../../supervision/src/state/member-heartbeats.ts'
import type { ProjectPaths } from '../../supervision/src/state/project-paths.ts'
import type { ProcessSpec } from '../../supervision/src/state/project.ts'
import { readFlags } from '../../supervision/src/state/read-flags.ts'
import type { MemberHeartbeat } from '../../supervision/src/state/status.ts'

/** What stands on the disk of programs that run, beside the journal. */
export interface Signs {
  /** Known problems that are not verified as solved. */
  readonly flags: readonly Flag[]
  /** By name, of the present incarnation: of each process that beats. */
  readonly heartbeats: ReadonlyMap<string, readonly MemberHeartbeat[]>
  /** Names of those that were seen to beat, in this life or one before. */
  readonly beating: ReadonlySet<string>
}

export const noSigns: Signs = { flags: [], heartbeats: new Map(), beating: new Set() }

/** Reads them whenever something is about to be shown, and never by itself: what changes is also in the journal. */
export async function readSigns(
  { flags, heartbeats }: Pick<ProjectPaths, 'flags' | 'heartbeats'>,
  { specs, history, before }: { readonly specs: readonly ProcessSpec[]; readonly history: ProjectHistory; readonly before: Signs },
): Promise<Signs> {
  const folder = { directory: heartbeats, names: await listBeatNames(heartbeats) }
  const read = async ({ name, heartbeat: { judge } }: ProcessSpec): Promise<readonly MemberHeartbeat[]> => {
    const { incarnation = 0, pid = null } = history.processes.get(name) ?? {}
    return readMemberHeartbeats(folder, { name, incarnation, pid, judge }, Date.now)
  }
  const found = await Promise.all(specs.map(async (spec) => [spec.name, await read(spec)] as const))
  const now = found.filter(([, members]) => members.length > 0).map(([name]) => name)
  const still = specs.map(({ name }) => name).filter((name) => before.beating.has(name))
  return { flags: await readFlags(flags), heartbeats: new Map(found), beating: new Set([...now, ...still]) }
}
