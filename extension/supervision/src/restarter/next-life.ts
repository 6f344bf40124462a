import type { ProcessSpec } from '../state/project.ts'
import { type Prepared, prepareIncarnation, type SpawnPlace, withOutput } from './spawn-incarnation.ts'

/** What the next incarnation needs, made while the present one still lives, so that a restart does not wait for it. */
export class NextLife {
  /** Its number. None is ever used twice. */
  incarnation: number
  readonly #place: SpawnPlace
  #prepared: Promise<Prepared> | null = null

  constructor(place: SpawnPlace, incarnation: number) {
    this.#place = place
    this.incarnation = incarnation
  }

  prepare({ name }: ProcessSpec): void {
    this.#prepared ??= this.#make(name)
    this.#prepared.catch(() => { this.#prepared = null }) // told where it is used: the next spawn tries again
  }

  async take({ name }: ProcessSpec): Promise<Prepared> {
    const prepared = await (this.#prepared ?? this.#make(name))
    this.#prepared = null
    return withOutput(this.#place.paths, name, prepared)
  }

  /** What was prepared is gone from the disk. */
  forget(): void {
    this.#prepared = null
  }

  /** An adopted one has this number. */
  isAfter(incarnation: number): void {
    this.incarnation = Math.max(this.incarnation, incarnation + 1)
  }

  async #make(name: string): Promise<Prepared> {
    const { incarnation } = this
    this.incarnation += 1
    return prepareIncarnation(this.#place, name, incarnation)
  }
}
