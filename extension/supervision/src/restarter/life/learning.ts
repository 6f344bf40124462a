import { bootLimitMs, bootsMax, commandHash, type Learned, type LearnedListen, readLearned, writeLearned } from '../../state/learned.ts'
import type { HeldSocket } from '../../state/held-socket.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import type { ProcessSpec } from '../../state/project.ts'

/** What the earlier starts of a program showed, and what follows for the next one. A cache: losing it costs nothing but speed. */
export class Learning {
  readonly #paths: ProjectPaths
  readonly #spec: ProcessSpec
  #learned: Learned

  private constructor(paths: ProjectPaths, spec: ProcessSpec, learned: Learned) {
    this.#paths = paths
    this.#spec = spec
    this.#learned = learned
  }

  static async of(paths: ProjectPaths, spec: ProcessSpec): Promise<Learning> {
    const command = commandHash(spec)
    const learned = await readLearned(paths.learned, spec.name, command)
    return new Learning(paths, spec, learned ?? { v: 1, command, listen: [], bootsMs: [] })
  }

  /** How long its start may take until it counts as hung. */
  get bootLimitMs(): number {
    return bootLimitMs(this.#learned.bootsMs, this.#spec.heartbeat.staleAfterMs)
  }

  /** It listened in an earlier life, so it is healthy only when it does again. */
  get mustServe(): boolean {
    return this.#learned.listen.length > 0
  }

  /**
   * @param ms from spawn to healthy
   * @param waitedMs until it counted as healthy: for the whole limit where it listened before, and does not now
   */
  noteBoot(ms: number, waitedMs: number): void {
    const listen = this.mustServe && waitedMs >= this.bootLimitMs ? [] : this.#learned.listen
    this.#save({ listen, bootsMs: [...this.#learned.bootsMs, Math.round(ms)].slice(-bootsMax) })
  }

  noteListening(socket: HeldSocket): void {
    const { host, address, port } = socket.kind === 'tcp' ? socket : { host: null, address: socket.path, port: 0 }
    const isIt = (known: LearnedListen): boolean => known.host === host && known.port === port && (port > 0 || known.address === address)
    const others = this.#learned.listen.filter((known) => !isIt(known))
    this.#save({ listen: [...others, { host, address, port }] })
  }

  #save(change: Partial<Learned>): void {
    this.#learned = { ...this.#learned, ...change }
    void writeLearned(this.#paths.learned, this.#spec.name, this.#learned).catch(() => undefined) // no room: learned again next time
  }
}
