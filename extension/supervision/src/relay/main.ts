/**
 * The relay: passes the watchdog's own health on to something that watches it, the kernel's watchdog device, systemd or
 * watchdog(8). It kicks only while the watchdog says that it looks, and while no critical process was given up. It proves
 * that before it opens anything, on every start.
 *
 * Arguments: the project's runtime directory; what it is to do (RelayOrder of `state/relay-types.ts`); `inspect`, to only tell.
 * Reads: heartbeats/watchdog, project.json, flags/, relay.stop; /sys/class/watchdog. Writes: relay.json, asks/, the target.
 * After its own death, of whatever kind: the target stays armed, and acts when no other relay proves health in time.
 * Exit codes: 0 disarmed; 100 fix your input; 111 try again later; 1 a bug (the target stays armed).
 */
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import { parseRelayRecord, relayRecordPath } from '../state/relay.ts'
import type { RelayOrder, RelayState } from '../state/relay-types.ts'
import { deviceTarget } from './device-target.ts'
import { fileTarget } from './file-target.ts'
import { look } from './look.ts'
import { Refused } from './refused.ts'
import { type Action, type State, transitions } from './relay-states.ts'
import { systemdTarget } from './systemd-target.ts'
import type { Target } from './target.ts'
import { tell } from './tell.ts'

const kickEveryMs = 1_000
const proveEveryMs = 250 // one that died before us may have left the target armed: its time runs

const [runtime = '', orderText = '', mode = ''] = process.argv.slice(2)
const order = JSON.parse(orderText) as RelayOrder
const target = await targetOf(order.target)
if (mode === 'inspect') {
  process.stdout.write(`${JSON.stringify({ ...target.facts, refusal: target.refusal ?? null, remarks: target.remarks })}\n`)
  process.exit(0)
}
const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
const now: { state: State } = { state: 'idle' }

const actions: Record<Action, (why: string) => Promise<void> | void> = {
  wait: () => undefined,
  prove: async (why) => become('proving', why),
  doubt: async (why) => become('idle', why),
  arm: async (why) => {
    const remark = await target.arm()
    await become('armed', remark || why)
  },
  kick: async () => target.kick(),
  starve: async (why) => become('starving', why),
  recover: async (why) => {
    await target.kick()
    await become('armed', why)
  },
  leave: async (why) => become('disarmed', why),
  release: async (why) => become('disarmed', `${why}; ${await target.release()}`),
}

try {
  await begin()
  while (now.state !== 'disarmed') {
    const { sight, why } = await look(runtime, order.staleAfterMs)
    await actions[transitions[now.state][sight]](why)
    await delay(now.state === 'armed' ? kickEveryMs : proveEveryMs)
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error
  await tellNow('refused', error.message, error.exitCode)
  process.stderr.write(`relay: ${error.message}\n`)
  process.exit(error.exitCode)
}
process.exit(0)

async function begin(): Promise<void> {
  if (target.refusal !== undefined) throw new Refused(target.refusal)
  await writeFile('/proc/self/oom_score_adj', '-1000').catch(() => undefined) // without CAP_SYS_RESOURCE it dies like any other
  // What the boot status says is news once in each boot.
  const before = parseRelayRecord(await readFile(relayRecordPath(runtime), 'utf8').catch(() => ''))
  const remarks = target.remarks.filter((remark) => before?.boot !== boot || !remark.startsWith('the last reboot'))
  await become('idle', ['it waits for the watchdog', ...remarks].join('; '))
}

async function targetOf(wanted: RelayOrder['target']): Promise<Target> {
  if (wanted.kind === 'device') return deviceTarget(wanted)
  return wanted.kind === 'file' ? fileTarget(wanted.path) : systemdTarget(process.env)
}

async function become(next: State, why: string): Promise<void> {
  now.state = next
  await tellNow(next, why)
}

async function tellNow(state: RelayState, why: string, exitCode = 0): Promise<void> {
  await tell(runtime, { v: 1, pid: process.pid, boot, kind: order.target.kind, ...target.facts, state, why, exitCode })
}
