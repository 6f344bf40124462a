import type { HealthFacts, Limit, Verdict } from './health.ts'
import type { Sight } from './relay-states.ts'

// The watchdog says each second that it has looked; so this takes two to three seconds.
const proofsMin = 2

export const neverSeen: Verdict = { key: undefined, changedMono: -Infinity, changes: 0 }

/** A file that stands there when the relay comes up proves nothing: whoever wrote it may be long dead. */
export function noteVerdict(before: Verdict, key: string | undefined, limit: Limit): Verdict {
  if (key === undefined || key === before.key) return isStale(before, limit) ? { ...before, changes: 0 } : before
  if (before.key === undefined) return { ...neverSeen, key }
  return { key, changedMono: limit.nowMono, changes: before.changes + 1 }
}

export function judgeHealth(facts: HealthFacts): { readonly sight: Sight; readonly why: string } {
  const { verdict, staleAfterMs, isEnded, givenUp, isAskedToStop } = facts
  if (isEnded) return { sight: 'stop', why: 'the project was stopped' }
  if (isStale(verdict, facts)) return { sight: 'silence', why: `the watchdog has not looked for ${staleAfterMs / 1_000} s` }
  if (givenUp.length > 0) return { sight: 'silence', why: `nothing helped ${givenUp.join(', ')}, which is critical` }
  // Only of one that is well: a machine that must be reset is not kept up by a word that was left lying there.
  if (isAskedToStop) return { sight: 'stop', why: 'crash-only relay --stop' }
  return { sight: verdict.changes >= proofsMin ? 'proof' : 'beat', why: 'the watchdog looks' }
}

function isStale({ changedMono }: Verdict, { nowMono, staleAfterMs }: Limit): boolean {
  return nowMono - changedMono >= staleAfterMs
}
