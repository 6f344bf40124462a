import { isDaemonised, type Marked } from '../../platform/sweep.ts'
import type { DeathKind } from '../../state/event.ts'
import type { EventOrigin } from '../../state/journal-writer.ts'
import { reportDeath } from '../death/death-report.ts'
import type { Ending } from '../death/describe-ending.ts'
import { forgetIncarnation, type Life } from '../life/life.ts'
import { findPortInUse } from '../sockets/port-in-use.ts'
import type { ProcessContext } from './process-context.ts'

/** A life that is over: what follows depends on this. */
export interface Death {
  readonly incarnation: number
  readonly kind: DeathKind
  readonly why: string
}

export interface Seen {
  readonly ending: Ending
  readonly strays: Promise<readonly Marked[]>
  /** When it was seen, where that is not just now. */
  readonly at?: EventOrigin
}

/** Writes down why a life ended, and then forgets it: a restarter that dies between finds it once more. */
export async function tellExit(
  { paths, journal, sockets }: ProcessContext, name: string, life: Life, { ending, strays, at }: Seen,
): Promise<Death> {
  const { incarnation } = life
  const kind = life.killed?.kind ?? 'crash'
  const { why: reason, data } = await reportDeath(paths, { name, ...life }, ending)
  const inUse = kind === 'crash' ? await findPortInUse(sockets, name, [reason, ...(data.tail ?? [])]) : undefined
  if (inUse?.isHeldForIt === true) await sockets.dontHold(name)
  const why = (inUse?.note ?? '') === '' ? reason : `${reason} (${inUse?.note ?? ''})`
  const isDaemon = kind === 'crash' && ending.exitCode === 0 && isDaemonised({ exitCode: 0, leaderPid: life.identity.pid }, await strays)
  const told = { ...data, kind, ...(isDaemon && { daemonised: true }), ...(inUse?.isHeldForIt === true && { socket: 'let-go' as const }) }
  const written = journal.append({ event: 'exited', name, incarnation, why, data: told }, at)
  void written.then(async () => forgetIncarnation(paths, name, incarnation))
  return { incarnation, kind, why }
}
