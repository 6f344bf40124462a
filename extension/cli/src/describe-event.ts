import type { JournalEvent } from '../../supervision/src/state/event.ts'
import type { FlagKind } from '../../supervision/src/state/flag.ts'
import { inPlace, inWords } from './output.ts'

/** An event as a line that a person understands, or undefined for one that only programs need. */
export function describeEvent(event: JournalEvent): string | undefined {
  const text = describers[event.event]?.(event)
  return text === undefined ? undefined : `${event.name ?? event.role}: ${text}`
}

type Describer = (event: JournalEvent) => string | undefined

const describers: Partial<Record<JournalEvent['event'], Describer>> = {
  spawned: ({ data, why }) => `started (pid ${data?.pid ?? '?'}${why === 'start' ? '' : `, after ${why ?? '?'}`})`,
  promoted: ({ data, why }) => `its ${data?.level ?? ''} spare takes over (pid ${data?.pid ?? '?'}, after ${why ?? '?'})`,
  ready: ({ ms, why }) => (why === 'healthy' ? `up after ${inWords(ms ?? 0)}` : 'its heartbeat is back'),
  suspect: ({ ms }) => `silent for ${inWords(ms ?? 0)}`,
  flagged: ({ why, data }) => `flagged: ${troubles[data?.flag ?? 'hang']}: ${why ?? ''}`,
  asked: ({ why, role }) => (role === 'watchdog' ? 'the watchdog asks for a restart' : why),
  exited: describeExit,
  verified: ({ ms }) => `verified: healthy again, ${inWords(ms ?? 0)} after it was flagged`,
  escalated: ({ why = '' }) => `the last remedy did not work; now: ${remedies[why] ?? why}`,
  held: describeHeld,
  paused: ({ ms }) => `nobody judges it for ${inWords(ms ?? 0)}`,
  resumed: () => 'it is judged again',
  backoff: ({ ms, why }) => (ms === undefined ? (why ?? '') : `next start in ${inWords(ms)} (${why ?? ''})`),
  adopted: ({ data }) => `adopted (pid ${data?.pid ?? '?'})`,
  'role-up': ({ pid }) => `up (pid ${pid})`,
  'role-lost': ({ data }) => `the ${data?.role ?? 'other role'} died; raising another`,
}

const troubles: Readonly<Record<FlagKind, string>> = {
  hang: 'it hangs',
  'crash-loop': 'it crashes again and again',
  unhealthy: 'it is not well',
}

const remedies: Readonly<Record<string, string>> = {
  'clear-caches': 'its caches are deleted',
  'restart-all': 'all that need it are restarted, too',
  'give-up': 'nothing more is known to do; it is tried for ever, but somebody must look at it',
  'kill-group': 'the watchdog kills it itself',
  'kill-restarter': 'the restarter does nothing, and is killed',
}

function describeHeld({ why = '', data }: JournalEvent): string {
  if (data?.socket === 'refused') return why
  if (data?.socket === 'let-go') return `its socket ${why}; it is not held any longer`
  return `its socket ${why} is held from now on: a crash refuses nobody`
}

function describeExit({ data, why = '' }: JournalEvent): string {
  const doing = data?.doing === undefined ? '' : `, ${data.doing}`
  const place = `${doing}${inPlace(data?.where)}`
  if (data?.kind === 'stop') return `stopped (${why})`
  if (data?.kind === 'restart') return `killed for a restart (${why})`
  return data?.kind === 'hang' ? `killed: ${why}${place}` : `died: ${why}${place}`
}
