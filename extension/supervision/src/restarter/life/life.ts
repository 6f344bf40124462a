import type { ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'

import { monotonicMs } from '../../platform/clock.ts'
import { listNames } from '../../platform/durable-file.ts'
import { removeFile } from '../../platform/plain-file.ts'
import { hasWriter } from '../../platform/fifo.ts'
import { isAlive, killGroup, type ProcessIdentity } from '../../platform/process-identity.ts'
import { killStrays, type Marked } from '../../platform/sweep.ts'
import { until } from '../../platform/wait.ts'
import type { DeathKind } from '../../state/event.ts'
import { diagnosisPath, hangDiagnosisPath } from '../../state/diagnosis.ts'
import { incarnationKey } from '../../state/incarnation-key.ts'
import { removeRecord } from '../../state/incarnation-record.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import type { LifeMarks } from '../death/death-report.ts'
import type { Ending } from '../death/describe-ending.ts'
import { heartbeatPath, lifePath, type SpawnPlace } from './spawn-incarnation.ts'

const groupGoneDeadlineMs = 500
const dyingDeadlineMs = 5_000
const diagnosesMax = 20

export interface Sweep {
  readonly strays: Promise<readonly Marked[]>
}

/** An incarnation from its spawn to its death. Times are monotonic milliseconds. */
export interface Life {
  readonly identity: ProcessIdentity
  readonly incarnation: number
  readonly spawnedMono: number
  readyMono: number | null
  /** What it was killed for, when we did it. */
  killed: { readonly kind: DeathKind; readonly why: string; readonly doing?: string } | null
  /** Null: an earlier restarter spawned it. */
  readonly marks: LifeMarks | null
  /** It began as a spare, so how long its start took says nothing of the next cold one. */
  readonly wasSpare: boolean
  /** Null for one that is no child of ours: the kernel tells that it ended, not how. */
  readonly child: ChildProcess | null
}

/** Kills its whole group. The start time is compared first: the pid of an adopted one may be somebody else's by now. */
export async function killLife(life: Life): Promise<void> {
  if (await isAlive(life.identity)) killGroup(life.identity.pid)
}

/**
 * The leader is dead; the rest of its group must be too before the next incarnation asks for the same port. Those that
 * left the group are found by their environment.
 * @returns those; whoever starts the next incarnation need not wait for it: theirs end while its program is loaded
 */
export async function sweepGroup(place: SpawnPlace, name: string, life: Pick<Life, 'identity' | 'incarnation'>): Promise<Sweep> {
  killGroup(life.identity.pid)
  const strays = sweepStrays(place, name, life.incarnation)
  const path = lifePath(place.paths, name, life.incarnation)
  await until(async () => ((await hasWriter(path)) ? undefined : true), groupGoneDeadlineMs)
  return { strays }
}

/** Kills what left the group of an incarnation that is dead, and says what it was. */
export async function sweepStrays({ paths, preload }: SpawnPlace, name: string, incarnation: number): Promise<readonly Marked[]> {
  const marker = `CRASH_ONLY_HEARTBEAT=${heartbeatPath(paths, name, incarnation)}`
  return killStrays({ marker, programs: dirname(preload) })
}

/** Removes what stood on disk for an incarnation whose end is in the journal. */
export async function forgetIncarnation(paths: ProjectPaths, name: string, incarnation: number): Promise<void> {
  const key = incarnationKey(name, incarnation)
  await removeRecord(paths, { name, incarnation })
  await removeFile(lifePath(paths, name, incarnation))
  // The latest ones stay, for whoever wants to read the whole stack.
  for (const path of [diagnosisPath, hangDiagnosisPath]) await removeFile(path(paths, name, incarnation - diagnosesMax))
  for (const file of await listNames(paths.heartbeats)) {
    if (file === key || file.startsWith(`${key}.`)) await removeFile(join(paths.heartbeats, file))
  }
}

/** How it ended. One that is not dead in time is killed. */
export async function endingOf({ child, identity }: Life): Promise<Ending> {
  const lives = (): boolean => child?.exitCode === null && child.signalCode === null
  const ended = async (): Promise<true | undefined> => Promise.resolve(lives() ? undefined : true)
  if ((await until(ended, dyingDeadlineMs)) === undefined) killGroup(identity.pid)
  return { exitCode: child?.exitCode ?? null, signal: child?.signalCode ?? null }
}

export function timesOf(life: Life): { readonly aliveMs: number; readonly readyForMs: number | null } {
  const now = monotonicMs()
  return { aliveMs: now - life.spawnedMono, readyForMs: life.readyMono === null ? null : now - life.readyMono }
}
