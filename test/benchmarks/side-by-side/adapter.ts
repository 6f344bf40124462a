import type { Place } from './place.ts'
import type { PartName } from './results/results.ts'

/** One supervisor, as this benchmark uses it: at its fastest sensible setting. */
export interface Adapter {
  /** For `--only`. */
  readonly id: string
  readonly title: string
  /** Its setting in one line, where it is not the default. */
  readonly setting?: string
  /** Its own programs by name: which command lines are theirs. What else runs in its place is the program's. */
  readonly roles: Readonly<Record<string, RegExp>>
  /** Whether it can find a hang at all, by its documentation. The others are tried once. */
  readonly findsHangs: boolean
  /** Whether it starts again without a pause: a storm under it takes a whole core, so it has the machine for itself. */
  readonly stormsHard: boolean
  /** The adapter whose figures hold for this one, too, where only the program's side differs. Left out of such parts. */
  readonly sameSupervisorAs?: string
  /** The only part that it is for, where it is for one. */
  readonly onlyFor?: PartName
  /** Installs it where that is possible. */
  prepare(report: Report): Promise<Availability>
  /** Starts it in the background, with the program under it; called again after its death, it does what a person or an init would do. */
  start(place: Place): Promise<void>
  /** Resolves when it is ready for another crash; without it, it is at once. */
  settle?(place: Place): Promise<void>
}

/** Ours, with whatever spare. */
export function isOurs({ id }: Pick<Adapter, 'id'>): boolean {
  return id.startsWith('crash-only')
}

export type Report = (line: string) => void

export type Availability =
  | { readonly kind: 'here'; readonly version: string }
  | { readonly kind: 'absent'; readonly why: string }
