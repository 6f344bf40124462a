import type { ChildProcess } from 'node:child_process'
import { rename, stat } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'

import { onJsonLines } from '../../platform/ndjson.ts'
import { identify, killGroup, type ProcessIdentity } from '../../platform/process-identity.ts'
import { readProcessStat } from '../../platform/process-stat.ts'
import { incarnationKey } from '../../state/incarnation-key.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { endSpare } from './end-spare.ts'
import { closeCopies, lifePath, type Prepared, type SpawnPlace, type Surroundings, spawnPrepared } from '../life/spawn-incarnation.ts'
import type { SpareLevel } from './spare-level.ts'

export interface SpareEvents {
  /** It waits at its gate. */
  readonly onReady: (spare: Spare, report: SpareReport) => void
  /** It died, or could not be spawned, before it was needed. */
  readonly onGone: (spare: Spare) => void
}

/** What it says at its gate (`heartbeat/spare/gate.ts`). */
export interface SpareReport {
  readonly isEnvironmentOpen: boolean
  readonly files: readonly string[] | null
}

type Level = Exclude<SpareLevel, 'none'>
const goneDeadlineMs = 2_000

/**
 * A process that waits at a gate. Its life line stands in `spares/`, so nobody takes it for the program; it moves to `life/` in the
 * instant before the gate opens. When we die, the gate ends and so does the spare.
 */
export class Spare {
  readonly incarnation: number
  readonly level: Level
  readonly child: ChildProcess
  identity: ProcessIdentity
  /** What it is run as: of another specification it is of no use. */
  readonly spec: ProcessSpec
  /** Wall time: what was saved later it may not have. */
  readonly spawnedMs = Date.now()
  isReady = false
  /** It came to its gate, and nothing spoke against it. */
  isApproved = false
  /** What it loaded has changed since. */
  isStale = false
  readonly #gate: Socket | undefined
  #isWaiting = true

  private constructor(child: ChildProcess, spec: ProcessSpec, { incarnation }: Prepared, level: Level, events: SpareEvents) {
    const gone = (): void => { if (this.#isWaiting) events.onGone(this) }
    child.once('exit', gone)
    child.once('error', gone)
    this.spec = spec
    this.incarnation = incarnation
    this.level = level
    this.child = child
    this.identity = { pid: child.pid ?? 0, startTime: '', boot: '' }
    // Without a free descriptor there is nothing of this, and its error says so.
    this.#gate = (child.stdio as ChildProcess['stdio'] | undefined)?.at(-1) as Socket | undefined
    if (this.#gate === undefined) return
    this.#gate.on('error', () => undefined) // it died; its exit says so
    onJsonLines(this.#gate, (report) => {
      this.isReady = true
      events.onReady(this, report as SpareReport)
    })
  }

  /** Its life line moves to where the spares' are, and it is spawned. */
  static async spawn(place: SpawnPlace, spec: ProcessSpec, prepared: Prepared, { surroundings, events }: {
    readonly surroundings: Surroundings & { readonly spare: { readonly level: Level } }
    readonly events: SpareEvents
  }): Promise<Spare> {
    const { name } = spec
    const { incarnation } = prepared
    await rename(lifePath(place.paths, name, incarnation), sparePath(place.paths, name, incarnation)).catch((error: unknown) => {
      closeCopies(prepared)
      throw error
    })
    const spare = new Spare(spawnPrepared(place, spec, prepared, surroundings), spec, prepared, surroundings.spare.level, events)
    if (!spare.hasEnded) spare.identity = await identify(spare.identity.pid)
    return spare
  }

  /** Whether it can be the program now. One that somebody stopped would not go through its gate. */
  async isFit(spec: ProcessSpec): Promise<boolean> {
    if (this.hasEnded || this.isStale || !this.isApproved || this.spec !== spec) return false
    const { pid } = this.identity
    const [stat, isThere] = await Promise.all([readProcessStat(pid), isSameFolder(`/proc/${pid}/cwd/`, spec.cwd)])
    return stat?.state !== 'T' && isThere
  }

  /** From now on it is the program. */
  async promote(paths: ProjectPaths, name: string): Promise<void> {
    this.#isWaiting = false
    await rename(sparePath(paths, name, this.incarnation), lifePath(paths, name, this.incarnation))
    this.#gate?.end('!')
  }

  /** It is not needed any more, or it died. Resolves when nothing of it is left. */
  async kill(place: SpawnPlace, name: string): Promise<void> {
    this.#isWaiting = false
    if (this.identity.pid > 0) killGroup(this.identity.pid)
    const { incarnation } = this
    // The program itself has run in a hot one, and may have started others.
    const strays = this.level === 'hot' ? { name, incarnation } : null
    const path = sparePath(place.paths, name, incarnation)
    await endSpare(place, { path, strays, isGone: async () => Promise.resolve(this.hasEnded), deadlineMs: goneDeadlineMs })
  }

  get hasEnded(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null
  }
}

function sparePath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.spares, incarnationKey(name, incarnation))
}

/** A deploy may have put another folder in the place of the one that it started in. Where there is no /proc nobody can tell. */
async function isSameFolder(one: string, other: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const [a, b] = await Promise.all([one, other].map(async (path) => stat(path).catch(() => undefined)))
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev
}
