import type { FileHandle } from 'node:fs/promises'

import { disarmDevice, inspectDevice, kickDevice, openDevice, setDeviceTimes } from '../platform/watchdog-device.ts'
import type { DeviceOrder } from '../state/relay-types.ts'
import { explainOpen, refuseDevice, refuseTimeout, remarksOn } from './judge-device.ts'
import { Refused } from './refused.ts'
import type { Target } from './target.ts'

/** The kernel's watchdog device. Whatever ends us leaves it armed: without its `V` the driver takes us for dead. */
export async function deviceTarget(order: DeviceOrder): Promise<Target> {
  const { path, timeoutS, pretimeoutS } = order
  const found = await inspectDevice(path)
  const { identity = 'unknown', nowayout, timeout, pretimeout_governor: governor } = found.attributes
  let device: FileHandle | undefined
  const target: Target = {
    facts: { target: `${path} (${identity})`, isForEver: nowayout !== '0', timeoutMs: (timeoutS || Number(timeout ?? 0)) * 1_000 || null },
    refusal: refuseDevice(order, found),
    remarks: remarksOn(found),
    arm: async () => {
      device = await openDevice(path).catch((error: unknown) => { throw refusalOf(path, error as NodeJS.ErrnoException) })
      kickDevice(device)
      if (timeoutS + pretimeoutS === 0) return ''
      const set = await setDeviceTimes(device, timeoutS, pretimeoutS).catch((error: unknown) => error as Error)
      const [nowS = 0, preS = 0] = set instanceof Error ? [] : set.split(' ').map(Number)
      const problem = set instanceof Error ? `cannot set the times of ${path}: ${set.message}` : refuseTimeout(path, nowS)
      if (problem !== undefined) throw new Refused(`${problem}; ${await target.release()}`)
      target.facts = { ...target.facts, timeoutMs: nowS * 1_000 }
      return `its timeout is ${nowS} s${preS > 0 ? `, and ${preS} s before that its pretimeout acts (${governor ?? 'no governor'})` : ''}`
    },
    kick: () => { if (device !== undefined) kickDevice(device) },
    release: async () => {
      if (device !== undefined) await disarmDevice(device)
      const { state } = (await inspectDevice(path)).attributes
      if (state === 'inactive') return 'it is disarmed'
      return state === undefined ? 'nobody can tell whether it is disarmed' : 'it could not be disarmed: this computer is about to be reset'
    },
  }
  return target
}

function refusalOf(path: string, { code, message }: NodeJS.ErrnoException): Refused {
  const refused = new Refused(explainOpen(path, code ?? message))
  if (code === 'EBUSY') refused.exitCode = 111
  return refused
}
