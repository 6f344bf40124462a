import { monotonicMs } from '../platform/clock.ts'
import { identify } from '../platform/process-identity.ts'
import { writeRecord } from '../state/incarnation-record.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import type { ProcessSpec } from '../state/project.ts'
import { markLife } from './death-report.ts'
import type { Life } from './life.ts'
import type { ProcessContext } from './process-context.ts'
import { notifyFor } from './notify-receiver.ts'
import { canHandOver, type Prepared, spawnPrepared } from './spawn-incarnation.ts'
import { type ChildEvents, watchChild } from './watch-life.ts'

export interface Beginning extends ChildEvents {
  /** Its sockets may be held. */
  readonly isHoldable: boolean
}

/** Spawns what was prepared, and records it. Null: it could not be spawned, and `onNotSpawned` says why. */
export async function beginLife(
  context: ProcessContext, spec: ProcessSpec, prepared: Prepared, beginning: Beginning,
): Promise<Life | null> {
  const marks = await markLife(context.paths, spec.name)
  const notify = await notifyFor(context, spec, prepared)
  if (notify.kind === 'refused') {
    beginning.onNotSpawned(`cannot start: ${notify.why}`)
    return null
  }
  const spawnedMono = monotonicMs()
  const held = context.heldFor(spec.name)
  const isHandingOver = beginning.isHoldable && held.length === 0 && canHandOver(spec)
  const child = spawnPrepared(context, spec, prepared, { held, isHandingOver, notify: notify.env })
  watchChild(child, beginning)
  if (child.pid === undefined) return null
  const identity = await identify(child.pid)
  const life = { identity, incarnation: prepared.incarnation, spawnedMono, readyMono: null, killed: null, marks }
  await recordLife(context.paths, spec, life)
  return life
}

/** Without room for its record the life line still answers for an incarnation. */
export async function recordLife(paths: ProjectPaths, spec: ProcessSpec, life: Life): Promise<void> {
  const { name, heartbeat: { staleAfterMs } } = spec
  const { incarnation, identity, spawnedMono } = life
  await writeRecord(paths, { v: 1, name, incarnation, ...identity, spawnedMono, staleAfterMs }).catch(() => undefined)
}
