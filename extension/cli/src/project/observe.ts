import { join } from 'node:path'

import { monotonicMs } from '../../../supervision/src/platform/clock.ts'
import { hasWriter } from '../../../supervision/src/platform/fifo.ts'
import { isAlive } from '../../../supervision/src/platform/process-identity.ts'
import { judgedBeats, listBeatNames, readBeats } from '../../../supervision/src/state/heartbeat.ts'
import type { ProcessHistory } from '../../../supervision/src/state/history.ts'
import { incarnationKey } from '../../../supervision/src/state/incarnation-key.ts'
import { readRecords } from '../../../supervision/src/state/incarnation-record.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { readProject } from '../../../supervision/src/state/project.ts'
import { readHistory } from '../../../supervision/src/state/read-history.ts'
import { type Observation, type Status, statusOf } from '../../../supervision/src/state/status.ts'
import { findSupervision } from './bring-up.ts'

/** The status of a project now: counts from the journal, liveness from the life lines and the control socket. */
export async function observe(paths: ProjectPaths): Promise<Status> {
  const history = await readHistory(paths.events)
  const roles = await findSupervision(paths)
  const specs = (await readProject(paths))?.processes ?? []
  const names = specs.map(({ name }) => name)
  const judges = new Map(specs.map(({ name, heartbeat }) => [name, heartbeat.judge]))
  const known = names.map((name) => history.processes.get(name)).filter((process) => process !== undefined)
  const seen = await Promise.all(known.map(async (process) => observeOne(paths, process, judges.get(process.name) ?? null)))
  return statusOf({
    project: paths.folder,
    history,
    names,
    nowMono: monotonicMs(),
    restarterPid: roles?.restarterPid ?? null,
    watchdogPid: roles?.watchdogPid ?? null,
    seen: new Map(seen),
  })
}

async function observeOne(paths: ProjectPaths, { name, incarnation, pid }: ProcessHistory, judge: string | null): Promise<[string, Observation]> {
  const key = incarnationKey(name, incarnation)
  const record = (await readRecords(paths)).find((one) => one.name === name && one.incarnation === incarnation)
  const isLiving = (await hasWriter(join(paths.life, key))) || (record !== undefined && (await isAlive(record)))
  const all = await readBeats(paths.heartbeats, key, await listBeatNames(paths.heartbeats))
  const beats = judgedBeats(all, pid ?? 0, judge)
  const oldest = Math.min(...beats.map((beat) => beat.modifiedMs))
  const ageMs = Math.max(0, Math.round(Date.now() - oldest))
  const heartbeat = record === undefined || beats.length === 0 ? null : { ageMs, staleAfterMs: record.staleAfterMs }
  return [name, { isAlive: isLiving, heartbeat }]
}
