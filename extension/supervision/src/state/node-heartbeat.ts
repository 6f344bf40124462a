import { listBeatNames, readBeats } from './heartbeat.ts'
import { incarnationKey } from './incarnation-key.ts'
import type { ProjectPaths } from './project-paths.ts'

/** Whether there is a Node process with our preload in an incarnation: then it can be crashed from inside. */
export async function hasNodeHeartbeat({ heartbeats }: ProjectPaths, name: string, incarnation: number): Promise<boolean> {
  const beats = await readBeats(heartbeats, incarnationKey(name, incarnation), await listBeatNames(heartbeats))
  return beats.some(({ pid }) => pid !== null)
}
