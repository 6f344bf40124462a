import { join } from 'node:path'

import { parseJson } from '../platform/json.ts'
import type { RelayRecord } from './relay-types.ts'

export function relayRecordPath(runtime: string): string {
  return join(runtime, 'relay.json')
}

/** Its text is the pid of the relay that is to disarm: a word that came too late says nothing to the next one. */
export function relayStopPath(runtime: string): string {
  return join(runtime, 'relay.stop')
}

/** Undefined for a text that is torn, foreign or of another version. */
export function parseRelayRecord(text: string): RelayRecord | undefined {
  const record = parseJson(text) as Partial<RelayRecord> | null | undefined
  return record?.v === 1 && typeof record.pid === 'number' ? (record as RelayRecord) : undefined
}
