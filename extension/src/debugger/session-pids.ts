import { attachedTo } from './attach-configuration.ts'
import type { DebugMessage } from './stopped-threads.ts'

/** What the editor says of a debug session, as far as it is looked at. */
export interface SessionFacts {
  readonly name: string
  readonly configuration: Readonly<Record<string, unknown>>
  readonly parentSession?: SessionFacts | undefined
}

/** The process that an adapter says it debugs: js-debug does not, most others do. */
export function pidOfProcessEvent({ type, event, body }: DebugMessage): number | undefined {
  return type === 'event' && event === 'process' ? toPid(body?.systemProcessId) : undefined
}

/** Processes that a session may be about, the likeliest first: js-debug puts the pid into the name of each of its sessions. */
export function likelyPids(session: SessionFacts): readonly number[] {
  const inName = [...session.name.matchAll(/\[(\d+)\]/gu)].map(([, digits]) => toPid(digits))
  return [...inName, ...configuredPids(session)].filter((pid) => pid !== undefined)
}

function configuredPids({ configuration, parentSession }: SessionFacts): readonly (number | undefined)[] {
  const own = attachedTo(configuration)?.pid ?? toPid(configuration['processId']) ?? toPid(configuration['pid'])
  return [own, ...(parentSession === undefined ? [] : configuredPids(parentSession))]
}

export function toPid(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  const [, digits] = /^\s*(\d{1,10})(?::\d+)?\s*$/u.exec(typeof text === 'string' ? text : '') ?? []
  const pid = Number(digits ?? 0)
  return pid > 1 ? pid : undefined
}
