import type { RelayFacts } from '../state/relay-types.ts'

/** Something that acts when it is not kicked any more. Nothing of it is opened before `arm`. */
export interface Target {
  facts: RelayFacts
  /** What forbids to use it, in words that say what to do. */
  readonly refusal: string | undefined
  /** What people must know of it. */
  readonly remarks: readonly string[]
  /** Opens and kicks it. Gives what people must know then. @throws Refused */
  arm(): Promise<string>
  kick(): Promise<void> | void
  /** Disarms it. Gives what came of that. */
  release(): Promise<string>
}
