import { join } from 'node:path'

import { listNames } from '../platform/durable-file.ts'
import { removeFile } from '../platform/plain-file.ts'
import { hasWriter } from '../platform/fifo.ts'
import { bootId, identify, isAlive, killGroup } from '../platform/process-identity.ts'
import { readProcessStat } from '../platform/process-stat.ts'
import { findHolders } from '../platform/find-holders.ts'
import { until } from '../platform/wait.ts'
import { incarnationKey, parseIncarnationKey } from '../state/incarnation-key.ts'
import { type IncarnationRecord, readRecords, removeRecord, writeRecord } from '../state/incarnation-record.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import { defaultStaleAfterMs, type Project } from '../state/project.ts'
import { clearSpares } from './spares/clear-spares.ts'
import { lifePath, type SpawnPlace } from './life/spawn-incarnation.ts'

const holderDeadlineMs = 2_000

export interface Stock {
  /** Live incarnations that an earlier restarter spawned. */
  readonly alive: readonly IncarnationRecord[]
  /** Recorded as spawned, and dead by now. */
  readonly dead: readonly IncarnationRecord[]
  /** Life lines with a writer that could not be found: nothing may be started under that name until they end. */
  readonly unknown: readonly { readonly name: string; readonly incarnation: number }[]
}

/**
 * What is there when a restarter comes up. The life lines decide, not the records: a line with a writer and no record
 * is an incarnation whose restarter died between fork and record; it is found by who holds the line, and adopted.
 */
export async function takeStock(place: SpawnPlace, project: Project): Promise<Stock> {
  const { paths } = place
  await clearSpares(place)
  const boot = await bootId()
  const allRecords = await readRecords(paths)
  for (const old of allRecords.filter((record) => record.boot !== boot)) await removeRecord(paths, old)
  const records = allRecords.filter((record) => record.boot === boot)
  const known = new Map(records.map((record) => [incarnationKey(record.name, record.incarnation), record]))
  const alive: IncarnationRecord[] = []
  const unknown: { name: string; incarnation: number }[] = []
  for (const key of await listNames(paths.life)) {
    const life = parseIncarnationKey(key)
    if (life === undefined || !(await hasWriter(join(paths.life, key)))) {
      if (!known.has(key)) await removeFile(join(paths.life, key))
      continue
    }
    const record = known.get(key) ?? (await recordUnrecorded(paths, project, life))
    if (record === undefined) unknown.push(life)
    // A child that left the group may hold the line on after the program's death.
    else if (await isAlive(record)) alive.push(record)
  }
  // A line that was deleted says nothing; then pid and start time do.
  for (const record of known.values()) {
    if (!alive.includes(record) && (await isAlive(record))) alive.push(record)
  }
  const latest = killPredecessors(alive)
  const aliveKeys = new Set(latest.map((record) => incarnationKey(record.name, record.incarnation)))
  const dead = [...known.values()].filter((record) => !aliveKeys.has(incarnationKey(record.name, record.incarnation)))
  return { alive: latest, dead, unknown }
}

/** One that was followed already, and was still dying when the restarter did. */
function killPredecessors(alive: readonly IncarnationRecord[]): IncarnationRecord[] {
  const isFollowed = ({ name, incarnation }: IncarnationRecord): boolean =>
    alive.some((other) => other.name === name && other.incarnation > incarnation)
  for (const record of alive.filter(isFollowed)) killGroup(record.pid)
  return alive.filter((record) => !isFollowed(record))
}

async function recordUnrecorded(
  paths: ProjectPaths,
  project: Project,
  life: { readonly name: string; readonly incarnation: number },
): Promise<IncarnationRecord | undefined> {
  const path = lifePath(paths, life.name, life.incarnation)
  const pid = await until(async () => findLeader(path), holderDeadlineMs)
  if (pid === undefined) return undefined
  const spec = project.processes.find(({ name }) => name === life.name)
  const staleAfterMs = spec?.heartbeat.staleAfterMs ?? defaultStaleAfterMs
  const record = { v: 1 as const, ...life, ...(await identify(pid)), spawnedMono: 0, staleAfterMs }
  await writeRecord(paths, record)
  return record
}

// Every program of ours leads a group of its own, and what it starts is in that group.
async function findLeader(path: string): Promise<number | undefined> {
  const holders = await findHolders(path)
  for (const pid of holders) {
    const stat = await readProcessStat(pid)
    if (stat?.group === pid) return pid
  }
  return undefined
}
