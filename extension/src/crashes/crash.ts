import { createHash } from 'node:crypto'

import type { CodePlace } from '../../supervision/src/state/event.ts'

/** One death that `stop` and `restart` did not ask for, as the journal tells it. */
export interface Crash {
  /** The only one with this id. */
  readonly id: string
  readonly at: string
  readonly atMs: number
  readonly program: string
  readonly incarnation: number
  readonly kind: 'crash' | 'hang'
  /** By Crash Now, and how. */
  readonly asked: string | null
  readonly reason: string
  readonly signal: string | null
  readonly exitCode: number | null
  readonly where: CodePlace | null
  /** The text of that line as the program ran it; null where that is not known. */
  readonly code: string | null
  readonly stack: string
  readonly doing: string | null
  readonly tail: readonly string[]
  /** When the life that ended began; null: before all that is left of the journal. */
  readonly beganMs: number | null
  /** For how long a hang was silent. */
  readonly silentMs: number | null
  /** From the death, or from the last sign of life, to healthy again; null: not yet, or never. */
  recoveredMs: number | null
}

/** All crashes that are the same for a person: the same error on the same line of the same program. */
export interface CrashGroup {
  /** Its signature: the same in every window and after a reload. */
  readonly id: string
  readonly program: string
  readonly count: number
  readonly last: Crash
  /** The latest of them, the newest first. */
  readonly recent: readonly Crash[]
  /** Started anew after the last one, it ran well without another: it is history. */
  readonly isOver: boolean
  /** When the file of the line was changed last; null: there is no such file. */
  readonly fileChangedMs: number | null
}

/** What is the same about crashes that have one cause. A number in a message (a port, an id) makes no other cause of it. */
export function signatureOf({ program, kind, asked, where, reason, doing }: Omit<Crash, 'recoveredMs'>): string {
  const what = asked ?? errorNameOf(reason) ?? `${reason} ${doing ?? ''}`.replaceAll(/\d+(?:\.\d+)?/gu, '#')
  const place = where === null ? what : `${where.file}:${where.line} ${kind === 'hang' ? '' : (errorNameOf(reason) ?? '')}`
  return createHash('sha256').update([program, kind, asked ?? '', place].join('\n')).digest('hex').slice(0, 16)
}

/** `TypeError` of `TypeError: x is undefined`. */
function errorNameOf(reason: string): string | undefined {
  return /^[\w$.]*(?:Error|Exception)\b/u.exec(reason)?.[0]
}
