import { join } from 'node:path'

import { replaceFile } from '../platform/replace-file.ts'
import { removeFile } from '../platform/plain-file.ts'

/** What is wrong: no heartbeat; deaths without health between; a health check that fails, or too much memory. */
export type FlagKind = 'hang' | 'crash-loop' | 'unhealthy'

/** `flags/<name>.json`: a known problem that is not verified as solved. Nothing is remediated without one. */
export interface Flag {
  readonly v: 1
  readonly name: string
  /** The newest incarnation that has the problem. */
  readonly incarnation: number
  readonly kind: FlagKind
  readonly why: string
  /** Monotonic milliseconds: when it was raised, and the last sign of life before it. */
  readonly raisedMono: number
  readonly silentSinceMono: number
  /** Nothing helped. It is still restarted for ever, but a person must look. */
  readonly isGivenUp: boolean
}

export async function raiseFlag(flags: string, flag: Flag): Promise<void> {
  await replaceFile(join(flags, `${flag.name}.json`), JSON.stringify(flag))
}

export async function lowerFlag(flags: string, name: string): Promise<void> {
  await removeFile(join(flags, `${name}.json`))
}
