import { join } from 'node:path'

import { listNames, readTextIfThere, writeDurably } from '../platform/durable-file.ts'
import { removeFile } from '../platform/plain-file.ts'
import { parseJson } from '../platform/json.ts'
import type { ProcessIdentity } from '../platform/process-identity.ts'
import { incarnationKey } from './incarnation-key.ts'
import type { ProjectPaths } from './project-paths.ts'

/** `processes/<name>.<n>.json`: an incarnation that was spawned and is not known to have ended. */
export interface IncarnationRecord extends ProcessIdentity {
  readonly v: 1
  readonly name: string
  readonly incarnation: number
  /** Monotonic milliseconds of `boot`. */
  readonly spawnedMono: number
  /** Silence of the judged heartbeat that counts as a hang, in milliseconds. */
  readonly staleAfterMs: number
}

export async function writeRecord(paths: ProjectPaths, record: IncarnationRecord): Promise<void> {
  await writeDurably(recordPath(paths, record), JSON.stringify(record))
}

export async function removeRecord(paths: ProjectPaths, of: { name: string; incarnation: number }): Promise<void> {
  await removeFile(recordPath(paths, of))
}

/** All records that can be read. A torn or foreign one is left out: the life line still answers for it. */
export async function readRecords(paths: ProjectPaths): Promise<IncarnationRecord[]> {
  const names = (await listNames(paths.processes)).filter((name) => name.endsWith('.json'))
  const records = await Promise.all(names.map(async (name) => readRecord(paths, name)))
  return records.filter((record) => record !== undefined)
}

async function readRecord(paths: ProjectPaths, name: string): Promise<IncarnationRecord | undefined> {
  return parseRecord((await readTextIfThere(join(paths.processes, name))) ?? '')
}

function parseRecord(text: string): IncarnationRecord | undefined {
  const record = parseJson(text) as Partial<IncarnationRecord> | null | undefined
  if (typeof record !== 'object' || record === null) return undefined
  const isWhole = record.v === 1 && typeof record.name === 'string' && Number.isInteger(record.incarnation) &&
    Number.isInteger(record.pid) && typeof record.spawnedMono === 'number'
  return isWhole ? (record as IncarnationRecord) : undefined
}

export function recordPath(paths: ProjectPaths, of: { name: string; incarnation: number }): string {
  return join(paths.processes, `${incarnationKey(of.name, of.incarnation)}.json`)
}
