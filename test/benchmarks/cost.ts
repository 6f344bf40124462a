import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import type { Status } from '../../extension/supervision/src/state/status.ts'
import { underCrashOnly, untilAnotherAnswers } from './bench-project.ts'
import { table } from './table.ts'

const roles = ['restarter', 'watchdog']
const bytesOfKib = 1_024 // what the kernel calls kB
const idleMs = 30_000
const settleMs = 25_000 // the start-up's own work is no cost of idling, nor is collecting its garbage

/**
 * What the two roles cost while nothing happens: CPU of one core, and memory that is theirs alone: the pages that they wrote
 * (Private_Dirty). Clean private pages are pages of node's own file that no other Node process happens to use; the kernel drops
 * them when it likes, so they are told, but not counted.
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
      return [percent, ...(await memory(pid))]
    }))
    const both = figures.reduce((sums, one) => sums.map((sum, column) => sum + (one[column] ?? 0)))
    const rows = [...figures, both].map(([percent = 0, ...megabytes], index) =>
      [roles[index] ?? 'both', percent.toFixed(2), ...megabytes.map((one) => one.toFixed(1))])
    return table(['role, idle', 'CPU % of a core', 'private MB, written', 'private MB, clean', 'RSS MB'], rows)
  } finally {
    await bench.end()
  }
}

// Of all its threads, to the nanosecond; stat's ticks of 10 ms are as long as half a minute of idling.
async function cpuMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`)
  const ran = await Promise.all(threads.map(async (thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0')))
  return ran.reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0)
}

async function memory(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kilobytes = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'mu').exec(text)?.[1] ?? 0)
  return ['Private_Dirty', 'Private_Clean', 'Rss'].map((key) => (kilobytes(key) * bytesOfKib) / 1_000_000)
}
