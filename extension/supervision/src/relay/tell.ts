import { join } from 'node:path'

import { monotonicMs, wallTime } from '../platform/clock.ts'
import { replaceFile } from '../platform/replace-file.ts'
import type { Request } from '../state/control.ts'
import { relayRecordPath } from '../state/relay.ts'
import type { RelayRecord } from '../state/relay-types.ts'

let told = 0

/**
 * Writes down what the relay is in, and has the restarter note it in the journal. A runtime directory that is full or
 * deleted changes nothing about what is kicked, and why.
 */
export async function tell(runtime: string, record: RelayRecord): Promise<void> {
  await replaceFile(relayRecordPath(runtime), JSON.stringify(record)).catch(() => undefined)
  told += 1
  const id = `relay-${record.pid}-${told}`
  const { state, target, why, pid } = record
  const event = { t: wallTime(), mono: monotonicMs(), event: 'relay', why, data: { relay: state, target } } as const
  const note: Request = { id, do: 'note', pid, event }
  await replaceFile(join(runtime, 'asks', `${id}.json`), JSON.stringify(note)).catch(() => undefined)
}
