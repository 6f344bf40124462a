import { join } from 'node:path'

import { monotonicMs } from '../../../supervision/src/platform/clock.ts'
import { hasWriter } from '../../../supervision/src/platform/fifo.ts'
import { isAlive } from '../../../supervision/src/platform/process-identity.ts'
import type { KnownOfProcess } from '../../../supervision/src/state/control.ts'
import { findRelay } from '../../../supervision/src/state/find-relay.ts'
import { listBeatNames } from '../../../supervision/src/state/heartbeat.ts'
import { newRun, type ProcessHistory, type ProjectHistory } from '../../../supervision/src/state/history.ts'
import { incarnationKey } from '../../../supervision/src/state/incarnation-key.ts'
import { readRecords } from '../../../supervision/src/state/incarnation-record.ts'
import { judgedAgeMs, readMemberHeartbeats } from '../../../supervision/src/state/member-heartbeats.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { type ProcessSpec, readProject, refusedOf } from '../../../supervision/src/state/project.ts'
import { readFlags } from '../../../supervision/src/state/read-flags.ts'
import { readHistory } from '../../../supervision/src/state/read-history.ts'
import { type Observation, type Status, statusOf } from '../../../supervision/src/state/status.ts'
import { adviceFor } from '../../../supervision/src/state/two-supervisors.ts'
import { findSupervision } from './bring-up.ts'

export interface Observed {
  readonly status: Status
  readonly history: ProjectHistory
}

/** The status of a project now: counts from the journal, liveness from the life lines and the control socket. */
export async function observe(paths: ProjectPaths): Promise<Status> {
  return (await observeWith(paths, await findSupervision(paths))).status
}

/** @param configured names of what would be started, for a project that nobody started since the machine came up */
export async function observeWith(
  paths: ProjectPaths, roles: Awaited<ReturnType<typeof findSupervision>> | null, configured?: () => Promise<readonly string[]>,
): Promise<Observed> {
  const history = await readHistory(paths.events)
  const project = await readProject(paths)
  const specs = project?.processes ?? []
  const flags = await readFlags(paths.flags)
  const seen = await Promise.all(specs.map(async (spec): Promise<[string, Observation]> => [spec.name, {
    ...(await observeOne(paths, spec, history.processes.get(spec.name) ?? newRun(spec.name))),
    needs: spec.needs,
    pausedUntilMono: project?.pausedUntilMono?.[spec.name] ?? 0,
    flag: flags.find(({ name }) => name === spec.name),
    ...known(spec, roles?.processes.find(({ name }) => name === spec.name)),
  }]))
  const status = statusOf({
    project: paths.folder,
    history,
    names: project === undefined && configured !== undefined ? await configured() : specs.map(({ name }) => name),
    nowMono: monotonicMs(),
    restarterPid: roles?.restarterPid ?? null,
    watchdogPid: roles?.watchdogPid ?? null,
    relay: await findRelay(paths.runtime),
    refused: refusedOf(project),
    seen: new Map(seen),
  })
  return { status, history }
}

function known(spec: ProcessSpec, { spare = null, held = [], advice = null }: Partial<KnownOfProcess> = {}): Partial<Observation> {
  return { spare, held, advice: adviceFor(spec, advice) }
}

async function observeOne(
  paths: ProjectPaths, { name, heartbeat: { judge } }: ProcessSpec, { incarnation, pid }: ProcessHistory,
): Promise<Observation> {
  const key = incarnationKey(name, incarnation)
  const record = (await readRecords(paths)).find((one) => one.name === name && one.incarnation === incarnation)
  const isLiving = (await hasWriter(join(paths.life, key))) || (record !== undefined && (await isAlive(record)))
  const folder = { directory: paths.heartbeats, names: await listBeatNames(paths.heartbeats) }
  const heartbeats = await readMemberHeartbeats(folder, { name, incarnation, pid, judge }, Date.now)
  const ageMs = judgedAgeMs(heartbeats)
  const heartbeat = record === undefined || ageMs === null ? null : { ageMs, staleAfterMs: record.staleAfterMs }
  return { isAlive: isLiving, heartbeat, heartbeats }
}
