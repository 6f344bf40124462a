import { judgedBeats, readBeats } from './heartbeat.ts'
import { incarnationKey } from './incarnation-key.ts'
import type { MemberHeartbeat } from './status.ts'

/** The folder of heartbeats, and what is in it now. */
export interface HeartbeatFolder {
  readonly directory: string
  readonly names: readonly string[]
}

export interface BeatingProcess {
  readonly name: string
  readonly incarnation: number
  /** Of the leader of its group. */
  readonly pid: number | null
  /** What the configuration says about which process is judged. */
  readonly judge: string | null
}

/** Every process of one incarnation that beats, with its age at that wall time, and whether it is one that is judged. */
export async function readMemberHeartbeats(
  { directory, names }: HeartbeatFolder, { name, incarnation, pid, judge }: BeatingProcess, now: () => number,
): Promise<MemberHeartbeat[]> {
  const beats = await readBeats(directory, incarnationKey(name, incarnation), names)
  const judged = judgedBeats(beats, pid ?? 0, judge)
  return beats.map((beat) => {
    const { pid: member, script, phase, modifiedMs } = beat
    return { pid: member, script, phase, ageMs: Math.max(0, Math.round(now() - modifiedMs)), isJudged: judged.includes(beat) }
  })
}

/** How old the stalest of those is that speak for the program; null: none does. */
export function judgedAgeMs(heartbeats: readonly MemberHeartbeat[]): number | null {
  const ages = heartbeats.filter(({ isJudged }) => isJudged).map(({ ageMs }) => ageMs)
  return ages.length === 0 ? null : Math.max(...ages)
}
