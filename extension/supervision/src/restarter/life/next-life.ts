import type { ProcessSpec } from '../../state/project.ts'
import { type Lesson, lessonFor } from './lesson.ts'
import { type Prepared, prepareIncarnation, type SpawnPlace, withOutput } from './spawn-incarnation.ts'

export interface PreparedLife extends Prepared {
  readonly lesson: Lesson | undefined
}

/** What the next incarnation needs, made while the present one still lives, so that a restart does not wait for it. */
export class NextLife {
  /** Its number. None is ever used twice. */
  incarnation: number
  readonly #place: SpawnPlace
  #prepared: Promise<PreparedLife> | null = null

  constructor(place: SpawnPlace, incarnation: number) {
    this.#place = place
    this.incarnation = incarnation
  }

  prepare(spec: ProcessSpec): void {
    this.#prepared ??= this.#make(spec)
    this.#prepared.catch(() => { this.#prepared = null }) // told where it is used: the next spawn tries again
  }

  async take(spec: ProcessSpec): Promise<PreparedLife> {
    const taken = this.#prepared ?? this.#make(spec)
    this.#prepared = null // before it is waited for: nobody else gets the same
    const prepared = await taken
    return { ...await withOutput(this.#place.paths, spec.name, prepared), lesson: prepared.lesson }
  }

  /** What was prepared is gone from the disk. */
  forget(): void {
    this.#prepared = null
  }

  /** An adopted one has this number. */
  isAfter(incarnation: number): void {
    this.incarnation = Math.max(this.incarnation, incarnation + 1)
  }

  async #make(spec: ProcessSpec): Promise<PreparedLife> {
    const { incarnation } = this
    this.incarnation += 1
    const lesson = await lessonFor(this.#place.paths, spec, false)
    return { ...await prepareIncarnation(this.#place, spec.name, incarnation), lesson }
  }
}
