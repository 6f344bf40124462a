import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { inPlace, inWords } from './output.ts'

/** An event as a line that a person understands, or undefined for one that only programs need. */
export function describeEvent(event: JournalEvent): string | undefined {
  const text = describers[event.event]?.(event)
  return text === undefined ? undefined : `${event.name ?? event.role}: ${text}`
}

type Describer = (event: JournalEvent) => string | undefined

const describers: Partial<Record<JournalEvent['event'], Describer>> = {
  spawned: ({ data, why }) => `started (pid ${data?.pid ?? '?'}${why === 'start' ? '' : `, after ${why ?? '?'}`})`,
  ready: ({ ms, why }) => (why === 'healthy' ? `up after ${inWords(ms ?? 0)}` : 'its heartbeat is back'),
  suspect: ({ ms }) => `silent for ${inWords(ms ?? 0)}`,
  flagged: ({ why }) => `hangs: ${why ?? ''}`,
  asked: ({ why, role }) => (role === 'watchdog' ? 'the watchdog asks for a restart' : why),
  exited: describeExit,
  verified: ({ ms }) => `verified: healthy again, ${inWords(ms ?? 0)} after it was flagged`,
  escalated: ({ why }) => `the last remedy did not work; now: ${why ?? ''}`,
  backoff: ({ ms, why }) => `next start in ${inWords(ms ?? 0)} (${why ?? ''})`,
  adopted: ({ data }) => `adopted (pid ${data?.pid ?? '?'})`,
  'role-up': ({ pid }) => `up (pid ${pid})`,
  'role-lost': ({ data }) => `the ${data?.role ?? 'other role'} died; raising another`,
}

function describeExit({ data, why = '' }: JournalEvent): string {
  const place = inPlace(data?.where)
  if (data?.kind === 'stop') return `stopped (${why})`
  if (data?.kind === 'restart') return `killed for a restart (${why})`
  return data?.kind === 'hang' ? `killed: ${why}` : `died: ${why}${place}`
}
