import { killGroup } from '../platform/process-identity.ts'
import { signalProcess } from '../platform/process-stat.ts'
import type { Answer, CrashWay } from '../state/control.ts'
import { askAtHeartbeat } from '../state/heartbeat-asks.ts'
import { judgedBeats, listBeatNames, readBeats } from '../state/heartbeat.ts'
import { incarnationKey } from '../state/incarnation-key.ts'
import type { ProjectPaths } from '../state/project-paths.ts'

export interface CrashTarget {
  readonly name: string
  readonly incarnation: number
  readonly pid: number
  readonly judge: string | null
}

/**
 * Crashes a program on purpose. Signals go to the whole group; the other ways happen inside the program, by a file
 * that its preload finds beside its heartbeat: in a directory that only this user can enter.
 */
export async function crashNow(paths: ProjectPaths, target: CrashTarget, how: CrashWay): Promise<Answer> {
  if (how === 'kill') killGroup(target.pid)
  else if (how === 'freeze') signalProcess(-target.pid, 'SIGSTOP')
  else return crashInside(paths, target, how)
  return { ok: true, incarnation: target.incarnation }
}

async function crashInside(paths: ProjectPaths, target: CrashTarget, how: CrashWay): Promise<Answer> {
  const key = incarnationKey(target.name, target.incarnation)
  const beats = await readBeats(paths.heartbeats, key, await listBeatNames(paths.heartbeats))
  const [inside] = judgedBeats(beats.filter((beat) => beat.pid !== null), target.pid, target.judge)
  if (inside === undefined) {
    return { ok: false, error: `cannot ${how} ${target.name}: it is no Node program with the heartbeat (use --how kill or freeze)` }
  }
  await askAtHeartbeat(inside.path, how)
  return { ok: true, incarnation: target.incarnation }
}
