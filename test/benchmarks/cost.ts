import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import type { Status } from '../../extension/supervision/src/state/status.ts'
import { underCrashOnly, untilAnotherAnswers } from './bench-project.ts'
import { table } from './table.ts'

const idleMs = 20_000
const ticksPerSecond = 100 // USER_HZ, proc(5)

/** What the two roles cost while nothing happens: CPU of one core, and memory that is theirs alone. */
export async function measureCost(): Promise<string> {
  const bench = await underCrashOnly()
  try {
    await untilAnotherAnswers(bench.port, 0)
    await delay(2_000) // the start-up's own work is no cost of idling
    const { supervision } = JSON.parse((await bench.crashOnly('status', '--json')).stdout) as Status
    const pids = [supervision.restarter?.pid ?? 0, supervision.watchdog?.pid ?? 0]
    const before = await Promise.all(pids.map(cpuTicks))
    await delay(idleMs)
    const after = await Promise.all(pids.map(cpuTicks))
    const rows = await Promise.all(['restarter', 'watchdog'].map(async (role, index) => {
      const ticks = (after[index] ?? 0) - (before[index] ?? 0)
      const percent = (ticks / ticksPerSecond / (idleMs / 1_000)) * 100
      return [role, percent.toFixed(2), ...(await memory(pids[index] ?? 0))]
    }))
    return table(['role, idle', 'CPU % of a core', 'private MB', 'RSS MB'], rows)
  } finally {
    await bench.end()
  }
}

async function cpuTicks(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

async function memory(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'mu').exec(text)?.[1] ?? 0)
  const own = kilobytes('Private_Clean') + kilobytes('Private_Dirty')
  return [own, kilobytes('Rss')].map((kB) => (kB / 1_000).toFixed(1))
}
