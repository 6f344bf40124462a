import type { ChildProcess } from 'node:child_process'
import { rename } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'

import { onJsonLines } from '../platform/ndjson.ts'
import { removeFile } from '../platform/plain-file.ts'
import { identify, killGroup, type ProcessIdentity } from '../platform/process-identity.ts'
import { readProcessStat } from '../platform/process-stat.ts'
import { incarnationKey } from '../state/incarnation-key.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import type { ProcessSpec } from '../state/project.ts'
import { lifePath, type Prepared, type SpawnPlace, type Surroundings, spawnPrepared } from './spawn-incarnation.ts'
import type { SpareLevel } from './spare-level.ts'

export interface SpareEvents {
  /** It waits at its gate. */
  readonly onReady: (spare: Spare, report: SpareReport) => void
  /** It died, or could not be spawned, before it was needed. */
  readonly onGone: (spare: Spare) => void
}

/** What it says at its gate (`heartbeat/gate.ts`). */
export interface SpareReport {
  readonly isEnvironmentOpen: boolean
  readonly files: readonly string[] | null
}

type Level = Exclude<SpareLevel, 'none'>

/**
 * A process that waits at a gate. Its life line stands in `spares/`, so nobody takes it for the program; it moves to `life/` in the
 * instant before the gate opens. When we die, the gate ends and so does the spare.
 */
export class Spare {
  readonly incarnation: number
  readonly level: Level
  readonly child: ChildProcess
  identity: ProcessIdentity
  isReady = false
  /** What it loaded has changed since. */
  isStale = false
  readonly #gate: Socket
  #isWaiting = true

  private constructor(child: ChildProcess, { incarnation }: Prepared, level: Level, events: SpareEvents) {
    this.incarnation = incarnation
    this.level = level
    this.child = child
    this.identity = { pid: child.pid ?? 0, startTime: '', boot: '' }
    this.#gate = child.stdio.at(-1) as Socket
    this.#gate.on('error', () => undefined) // it died; its exit says so
    onJsonLines(this.#gate, (report) => {
      this.isReady = true
      events.onReady(this, report as SpareReport)
    })
    const gone = (): void => { if (this.#isWaiting) events.onGone(this) }
    child.once('exit', gone)
    child.once('error', gone)
  }

  /** Its life line moves to where the spares' are, and it is spawned. */
  static async spawn(place: SpawnPlace, spec: ProcessSpec, prepared: Prepared, { surroundings, events }: {
    readonly surroundings: Surroundings & { readonly spare: { readonly level: Level } }
    readonly events: SpareEvents
  }): Promise<Spare> {
    const { name } = spec
    await rename(lifePath(place.paths, name, prepared.incarnation), sparePath(place.paths, name, prepared.incarnation))
    const spare = new Spare(spawnPrepared(place, spec, prepared, surroundings), prepared, surroundings.spare.level, events)
    if (!spare.hasEnded) spare.identity = await identify(spare.identity.pid)
    return spare
  }

  /** Whether it can be the program now. One that somebody stopped would not go through its gate. */
  async isFit(): Promise<boolean> {
    if (this.hasEnded || this.isStale) return false
    return (await readProcessStat(this.identity.pid))?.state !== 'T'
  }

  /** From now on it is the program. */
  async promote(paths: ProjectPaths, name: string): Promise<void> {
    this.#isWaiting = false
    await rename(sparePath(paths, name, this.incarnation), lifePath(paths, name, this.incarnation))
    this.#gate.end('!')
  }

  /** It is not needed any more. */
  async kill(paths: ProjectPaths, name: string): Promise<void> {
    this.#isWaiting = false
    if (!this.hasEnded) killGroup(this.identity.pid)
    await removeFile(sparePath(paths, name, this.incarnation))
  }

  get hasEnded(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null
  }
}

function sparePath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.spares, incarnationKey(name, incarnation))
}
