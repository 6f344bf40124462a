import { setTimeout as delay } from 'node:timers/promises'

import type { Status } from '../../extension/supervision/src/state/status.ts'
import { underCrashOnly, untilAnotherAnswers } from './bench-project.ts'
import { cpuMs, memoryOf } from './process-cost.ts'
import { table } from './table.ts'

const idleMs = 30_000
const settleMs = 25_000 // the start-up's own work is no cost of idling, nor is collecting its garbage

/** What the two roles cost while nothing happens: CPU of one core, and memory that is theirs alone. */
export async function measureCost(): Promise<string> {
  const bench = await underCrashOnly()
  try {
    await untilAnotherAnswers(bench.port, 0)
    await delay(settleMs)
    const { supervision } = JSON.parse((await bench.crashOnly('status', '--json')).stdout) as Status
    const pids = [supervision.restarter?.pid ?? 0, supervision.watchdog?.pid ?? 0]
    const before = await Promise.all(pids.map(cpuMs))
    await delay(idleMs)
    const after = await Promise.all(pids.map(cpuMs))
    const rows = await Promise.all(['restarter', 'watchdog'].map(async (role, index) => {
      const percent = (((after[index] ?? 0) - (before[index] ?? 0)) / idleMs) * 100
      const memory = await memoryOf(pids[index] ?? 0)
      return [role, percent.toFixed(2), memory.privateMb.toFixed(1), memory.rssMb.toFixed(1)]
    }))
    return table(['role, idle', 'CPU % of a core', 'private MB', 'RSS MB'], rows)
  } finally {
    await bench.end()
  }
}
