import type { JournalEvent } from '../../supervision/src/state/event.ts'

/** Since when each suspect is silent. The history keeps only that it is one. */
export function applySilence(silentSinceMono: Map<string, number>, event: JournalEvent): void {
  if (event.name === undefined) return
  if (event.event === 'suspect') silentSinceMono.set(event.name, event.mono - (event.ms ?? 0))
  else silentSinceMono.delete(event.name)
}
