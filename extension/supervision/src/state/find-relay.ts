import { readFile } from 'node:fs/promises'

import { readTextIfThere } from '../platform/durable-file.ts'
import { bootId } from '../platform/process-identity.ts'
import { parseRelayRecord, relayRecordPath } from './relay.ts'
import type { RelayRecord, RelayState, RelayTarget } from './relay-types.ts'

/** `lost`: it died, and left its target armed: without another relay that acts soon. */
export interface RelayStatus {
  readonly pid: number
  readonly state: Exclude<RelayState, 'refused' | 'disarmed'> | 'lost'
  readonly target: string
  readonly kind: RelayTarget['kind']
  readonly timeoutMs: number | null
}

/** The relay of a project, if it has one, and what is left of one that died. */
export async function findRelay(runtime: string): Promise<RelayStatus | null> {
  const record = await readRelayRecord(runtime)
  if (record?.boot !== (await bootId())) return null
  const { pid, state, target, kind, timeoutMs } = record
  if (state === 'refused' || state === 'disarmed') return null
  if (await isRelay(pid, runtime)) return { pid, state, target, kind, timeoutMs }
  return state === 'armed' || state === 'starving' ? { pid, state: 'lost', target, kind, timeoutMs } : null
}

export async function readRelayRecord(runtime: string): Promise<RelayRecord | undefined> {
  return parseRelayRecord((await readTextIfThere(relayRecordPath(runtime)).catch(() => undefined)) ?? '')
}

/** Whether that process is the relay of this project: pids are reused, and its command line names both. Needs /proc, as the relay does. */
export async function isRelay(pid: number, runtime: string): Promise<boolean> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return words.includes(runtime) && words.some((word) => word.endsWith('relay.mjs'))
}
