import { setTimeout as delay } from 'node:timers/promises'

import { findServers } from '../../helpers/lint-server/find-servers.ts'
import { cpuMs, memoryOf } from '../process-cost.ts'
import type { MeasuredWindow } from './one-window.ts'

const settleMs = 25_000 // what every window does at first is not meant
const idleMs = 20_000
const bytesPerMb = 1_000_000

interface ProcessCost {
  readonly cpuPercent: number
  readonly privateMb: number
}

export interface IdleCosts {
  /** What the extension host holds when everything was collected. */
  readonly heapMb: number
  readonly host: ProcessCost
  /** Our language server; undefined where it is not. */
  readonly server: ProcessCost | undefined
}

/** Of some windows in the same seconds. */
export async function idleCosts(windows: readonly MeasuredWindow[]): Promise<IdleCosts[]> {
  await delay(settleMs)
  const before = await Promise.all(windows.map(cpuOf))
  await delay(idleMs)
  const after = await Promise.all(windows.map(cpuOf))
  return Promise.all(windows.map(async ({ probe }, index) => {
    const heapMb = (await probe.ask<number>('heapUsed')) / bytesPerMb
    const [host, server] = await Promise.all((after[index] ?? []).map(async ({ pid, ms }, which) => ({
      cpuPercent: ((ms - (before[index]?.[which]?.ms ?? ms)) / idleMs) * 100, privateMb: (await memoryOf(pid)).privateMb,
    })))
    if (host === undefined) throw new Error('bench: the extension host is gone')
    return { heapMb, host, server }
  }))
}

/** The extension host, and our language server where it is. */
async function cpuOf({ probe, env }: MeasuredWindow): Promise<{ pid: number; ms: number }[]> {
  const pids = [await probe.ask<number>('pid'), ...(await findServers(env))]
  return Promise.all(pids.map(async (pid) => ({ pid, ms: await cpuMs(pid) })))
}
