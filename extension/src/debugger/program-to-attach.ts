import { incarnationKey } from '../../supervision/src/state/incarnation-key.ts'
import { judgedBeats, listBeatNames, readBeats } from '../../supervision/src/state/heartbeat.ts'
import type { ProjectSession } from '../project/project-session.ts'
import type { ProgramView } from '../project/project-view.ts'

export interface NodeBeat {
  /** The file in which it beats. */
  readonly path: string
  readonly pid: number
}

/**
 * The heartbeat of a program's Node process: not always its first one, which may be a shell. It is the one that is judged.
 * Undefined: none of it beats by our preload, so it is no Node program, or does not run yet.
 */
export async function nodeBeatOf(session: ProjectSession, program: ProgramView): Promise<NodeBeat | undefined> {
  const { heartbeats } = session.paths
  const beats = await readBeats(heartbeats, incarnationKey(program.name, program.incarnation), await listBeatNames(heartbeats))
  const [beat] = judgedBeats(beats.filter(({ pid }) => pid !== null), program.pid ?? 0, null)
  return beat === undefined || beat.pid === null ? undefined : { path: beat.path, pid: beat.pid }
}
