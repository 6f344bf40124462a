import { monotonicMs } from '../../platform/clock.ts'
import { identify } from '../../platform/process-identity.ts'
import { writeRecord } from '../../state/incarnation-record.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { markLife } from '../death/death-report.ts'
import type { Life } from './life.ts'
import type { ProcessContext } from '../process/process-context.ts'
import { notifyFor } from './notify-receiver.ts'
import { lifePath, type Prepared, type Sockets, spawnPrepared, type Surroundings } from './spawn-incarnation.ts'
import type { Spare } from '../spares/spare.ts'
import { type ChildEvents, watchBreath, watchChild } from './watch-life.ts'

export interface Beginning {
  readonly on: ChildEvents
  /** Why, for the journal. */
  readonly why: string
}

export interface ColdBeginning extends Beginning {
  readonly sockets: Sockets
  readonly lesson: Surroundings['lesson']
  /** It begins a new run, from which counts are taken. */
  readonly isFirst: boolean
}

export interface SpareBeginning extends Beginning {
  /** Writes down what came before it: how its predecessor ended. */
  readonly tellBefore: () => Promise<unknown>
}

/** Spawns what was prepared, and records it. Null: it could not be spawned, and `onNotSpawned` says why. */
export async function beginLife(
  context: ProcessContext, spec: ProcessSpec, prepared: Prepared, { on, why, sockets, lesson, isFirst }: ColdBeginning,
): Promise<Life | null> {
  const marks = await markLife(context.paths, spec.name)
  const notify = await notifyFor(context, spec, prepared)
  if (notify.kind === 'refused') {
    on.onNotSpawned(`cannot start: ${notify.why}`)
    return null
  }
  const spawnedMono = monotonicMs()
  const child = spawnPrepared(context, spec, prepared, { ...sockets, lesson, notify: notify.env })
  watchChild(child, on)
  if (child.pid === undefined) return null
  const { incarnation } = prepared
  const identity = await identify(child.pid)
  const life = { identity, incarnation, spawnedMono, readyMono: null, killed: null, marks, wasSpare: false, child }
  await recordLife(context.paths, spec, life)
  void watchBreath(lifePath(context.paths, spec.name, incarnation), on)
  void context.journal.append({ event: 'spawned', name: spec.name, incarnation, why, data: { pid: child.pid, first: isFirst } })
  return life
}

/** Opens the gate of a spare, and records it as the program. Null: it cannot be that, and is killed. */
export async function beginFromSpare(
  context: ProcessContext, spec: ProcessSpec, spare: Spare, { on, why, tellBefore }: SpareBeginning,
): Promise<Life | null> {
  const { paths, journal } = context
  const { child, identity, incarnation, level } = spare
  watchChild(child, on)
  const isPromoted = await spare.promote(paths, spec.name).then(() => true, () => false) // its life line was deleted
  if (!isPromoted) {
    await spare.kill(context, spec.name)
    return null
  }
  const at = journal.now()
  if (spare.hasEnded) on.onDied({ exitCode: child.exitCode, signal: child.signalCode }) // nobody saw its exit
  const marks = await markLife(paths, spec.name)
  const life = { identity, incarnation, spawnedMono: at.mono, readyMono: null, killed: null, marks, wasSpare: true, child }
  await recordLife(paths, spec, life)
  void watchBreath(lifePath(paths, spec.name, incarnation), on)
  await tellBefore()
  void journal.append({ event: 'promoted', name: spec.name, incarnation, why, data: { pid: identity.pid, level } }, at)
  return life
}

/** Without room for its record the life line still answers for an incarnation. */
export async function recordLife(paths: ProjectPaths, spec: ProcessSpec, life: Life): Promise<void> {
  const { name, heartbeat: { staleAfterMs } } = spec
  const { incarnation, identity, spawnedMono } = life
  await writeRecord(paths, { v: 1, name, incarnation, ...identity, spawnedMono, staleAfterMs }).catch(() => undefined)
}
