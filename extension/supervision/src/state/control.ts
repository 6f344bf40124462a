import type { ProcessSpec, Remedy } from './project.ts'
import type { StampedEvent } from './watch.ts'

/** How a process can be crashed on purpose. `kill` and `freeze` are signals, the others are done by the preload. */
export const crashWays = ['kill', 'throw', 'reject', 'hang', 'freeze', 'abort', 'oom', 'deadlock', 'exit'] as const
export type CrashWay = (typeof crashWays)[number]

export function isCrashWay(text: string): text is CrashWay {
  return (crashWays as readonly string[]).includes(text)
}

/**
 * What may be asked of the restarter: a line of JSON on `control.sock`, or a file `asks/<id>.json` when the socket
 * does not work. With an incarnation, an ask is idempotent: one for an incarnation that is gone is `done` already,
 * so a late or repeated ask never kills the successor.
 */
export type Ask =
  | { readonly do: 'ping' }
  | { readonly do: 'roles' }
  | { readonly do: 'start'; readonly name?: string; readonly why: string }
  | { readonly do: 'stop'; readonly name?: string; readonly why: string }
  | RestartAsk
  | ConfigureAsk
  | { readonly do: 'crash'; readonly name: string; readonly how: CrashWay }
  /** Nobody judges it meanwhile: a debugger holds it. 0 ends a pause. */
  | { readonly do: 'pause'; readonly name: string; readonly forMs: number }
  | NoteAsk

export interface RestartAsk {
  readonly do: 'restart'
  readonly name?: string
  readonly incarnation?: number
  readonly why: string
  /** What is to run from now on, where that changed. Only without a name. */
  readonly configuration?: Configuration
}

/** From the relay, which writes no journal itself: what became of it. */
export interface NoteAsk {
  readonly do: 'note'
  readonly pid: number
  readonly event: StampedEvent
}

/** What is to run from now on: only what changed is restarted, what is new is started, what is gone is stopped. */
export interface ConfigureAsk extends Configuration {
  readonly do: 'configure'
  readonly why: string
}

export interface Configuration {
  readonly processes: readonly ProcessSpec[]
  readonly caches: readonly string[]
  readonly escalation: readonly Remedy[]
}

export type Request = Ask & { readonly id: string }

/** Of what is said on the control socket. The first ones did not say it. */
export const controlVersion = 1

/** The answer to `roles`: what a live restarter says of itself and of what it supervises. */
export interface Supervision {
  readonly restarterPid: number
  readonly watchdogPid: number | null
  readonly processes: readonly KnownOfProcess[]
}

/** What only the restarter knows of a process: it is nowhere on the disk. */
export interface KnownOfProcess {
  readonly name: string
  readonly spare: { readonly level: string; readonly pid: number } | null
  readonly held: readonly HeldPlace[]
  /** What of its sockets cannot be as the configuration says. */
  readonly advice: string | null
}

/** Where a held socket is reached: an address and a port, or the path of a Unix socket, with no port. */
export interface HeldPlace {
  readonly host: string
  readonly port: number | null
}

export function heldPlaceText({ host, port }: HeldPlace): string {
  if (port === null) return host
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The reply is a line with the request's id and this. */
export type Answer =
  | ({ readonly ok: true; readonly incarnation?: number; readonly version?: number } & Partial<Supervision>)
  /** `isPassing`: the same may work a little later. */
  | { readonly ok: false; readonly error: string; readonly isPassing?: true }

const asksWithName = new Set(['crash', 'pause'])
const asks = new Set(['ping', 'roles', 'start', 'stop', 'restart', 'configure', 'crash', 'pause', 'note'])

/** Undefined for anything that is not a request of this version. */
export function parseRequest(message: unknown): Request | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const request = message as Partial<Record<string, unknown>>
  if (typeof request['id'] !== 'string' || typeof request['do'] !== 'string' || !asks.has(request['do'])) return undefined
  if (asksWithName.has(request['do']) && typeof request['name'] !== 'string') return undefined
  if (request['do'] === 'note' && !isRelayNote(request['event'])) return undefined
  if (request['do'] === 'crash' && !isCrashWay(String(request['how']))) return undefined
  return request as unknown as Request
}

function isRelayNote(event: unknown): boolean {
  const { event: kind, t, mono } = (event ?? {}) as Partial<StampedEvent>
  return kind === 'relay' && typeof t === 'string' && typeof mono === 'number'
}
