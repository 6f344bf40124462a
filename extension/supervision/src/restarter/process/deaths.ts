import type { DeathKind } from '../../state/event.ts'
import { isCrashLoop } from './escalation.ts'
import { restartDelayMs } from '../restart-policy.ts'

/** Deaths of a process without health between them, and what follows for its next start. */
export class Deaths {
  inARow = 0
  /** Why the next one is started, for the journal. */
  whyNext: DeathKind | 'start' = 'crash'

  /** Somebody started it. */
  beginRun(): void {
    this.whyNext = 'start'
  }

  count(kind: DeathKind, wasWell: boolean): void {
    if (kind === 'restart' || wasWell) this.inARow = 0
    if (kind !== 'restart') this.inARow += 1
    this.whyNext = kind
  }

  get isLoop(): boolean {
    return isCrashLoop(this.inARow)
  }

  /** How long the next start has to wait, in milliseconds. */
  delayMs(): number {
    return restartDelayMs(this.inARow, Math.random())
  }
}
