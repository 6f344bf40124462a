import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { monotonicMs } from '../platform/clock.ts'
import { readGuarded } from '../state/guarded.ts'
import { relayStopPath } from '../state/relay.ts'
import type { Verdict } from './health.ts'
import { judgeHealth, neverSeen, noteVerdict } from './judge-health.ts'

let verdict: Verdict = neverSeen

/** Looks once at the watchdog's verdict, and at what escalation gave up. What cannot be read is silence. */
export async function look(runtime: string, staleAfterMs: number): Promise<ReturnType<typeof judgeHealth>> {
  const key = await keyOf(join(runtime, 'heartbeats', 'watchdog'))
  const limit = { nowMono: monotonicMs(), staleAfterMs }
  verdict = noteVerdict(verdict, key, limit)
  try {
    const isAskedToStop = (await readFile(relayStopPath(runtime), 'utf8').catch(() => '')) === String(process.pid)
    return judgeHealth({ ...(await readGuarded(runtime)), ...limit, verdict, isAskedToStop })
  } catch (error) {
    return { sight: 'silence', why: `the project's state cannot be read: ${(error as Error).message}` }
  }
}

/** Changes with every touch, and when another file takes its place. Never its time against a clock, which may be set. */
async function keyOf(path: string): Promise<string | undefined> {
  return stat(path, { bigint: true }).then(({ ino, mtimeNs }) => `${ino} ${mtimeNs}`, () => undefined)
}
