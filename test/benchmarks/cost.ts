import { setTimeout as delay } from 'node:timers/promises'

import type { Status } from '../../extension/supervision/src/state/status.ts'
import { underCrashOnly, untilAnotherAnswers } from './bench-project.ts'
import { cpuMs, memoryOf } from './process-cost.ts'
import { table } from './table.ts'

const roles = ['restarter', 'watchdog']
const idleMs = 30_000
const settleMs = 25_000 // the start-up's own work is no cost of idling, nor is collecting its garbage

/**
 * What the two roles cost while nothing happens: CPU of one core, and memory that is theirs alone: the pages that they wrote.
 * The clean ones are told, but not counted.
 */
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
    const figures = await Promise.all(pids.map(async (pid, index) => {
      const percent = (((after[index] ?? 0) - (before[index] ?? 0)) / idleMs) * 100
      const { privateMb, cleanMb, rssMb } = await memoryOf(pid)
      return [percent, privateMb, cleanMb, rssMb]
    }))
    const both = figures.reduce((sums, one) => sums.map((sum, column) => sum + (one[column] ?? 0)))
    const rows = [...figures, both].map(([percent = 0, ...megabytes], index) =>
      [roles[index] ?? 'both', percent.toFixed(2), ...megabytes.map((one) => one.toFixed(1))])
    return table(['role, idle', 'CPU % of a core', 'private MB, written', 'private MB, clean', 'RSS MB'], rows)
  } finally {
    await bench.end()
  }
}
