import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import { readProcessStat } from './process-stat.ts'

const bytesOfMb = 1_000_000
const bytesOfKib = 1_024
const psDeadlineMs = 2_000
// A process may change its group after it was first seen.
const looksBetweenFullOnes = 10

/**
 * Resident memory of whole process groups, in MB. Resident sizes (VmRSS) count a page once for every process that has
 * it, so their sum is never too small, and costs microseconds; only where it is above the limit the fair share (Pss,
 * smaps_rollup) is asked for, which takes the kernel a walk through all pages and the process' memory lock.
 */
export class GroupMemory {
  /** Group of each process that was ever looked at: a look reads only what is new, and the members. */
  #groups = new Map<number, number>()
  #looks = 0

  async usedMb(limits: ReadonlyMap<number, number>): Promise<ReadonlyMap<number, number>> {
    if (process.platform !== 'linux') return usedByPs(limits)
    const members = await this.#membersOf(limits)
    return new Map(await Promise.all([...members].map(async ([group, pids]): Promise<[number, number]> => {
      const resident = await sum(pids, residentKib)
      const isAbove = inMb(resident) > (limits.get(group) ?? Infinity)
      return [group, inMb(isAbove ? await sum(pids, fairShareKib) : resident)]
    })))
  }

  async #membersOf(limits: ReadonlyMap<number, unknown>): Promise<Map<number, number[]>> {
    const known = this.#looks++ % looksBetweenFullOnes === 0 ? new Map<number, number>() : this.#groups
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number)
    const groups = await Promise.all(pids.map(async (pid) => known.get(pid) ?? (await readProcessStat(pid))?.group ?? 0))
    this.#groups = new Map(pids.map((pid, index) => [pid, groups[index] ?? 0]))
    const members = new Map([...limits.keys()].map((group): [number, number[]] => [group, []]))
    pids.forEach((pid, index) => members.get(groups[index] ?? 0)?.push(pid))
    return members
  }
}

function inMb(kib: number): number {
  return (kib * bytesOfKib) / bytesOfMb
}

async function sum(pids: readonly number[], kibOf: (pid: number) => Promise<number>): Promise<number> {
  return (await Promise.all(pids.map(kibOf))).reduce((total, kib) => total + kib, 0)
}

async function residentKib(pid: number): Promise<number> {
  return kibIn(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''), 'VmRSS')
}

// Not readable for a program that changed its user: then its whole resident size counts.
async function fairShareKib(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return text === '' ? residentKib(pid) : kibIn(text, 'Pss')
}

function kibIn(text: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'mu').exec(text)?.[1] ?? 0)
}

async function usedByPs(limits: ReadonlyMap<number, unknown>): Promise<ReadonlyMap<number, number>> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss='], { timeout: psDeadlineMs }).catch(() => ({ stdout: '' }))
  const used = new Map([...limits.keys()].map((group): [number, number] => [group, 0]))
  for (const line of stdout.split('\n')) {
    const [group = 0, kib = 0] = line.trim().split(/\s+/u).map(Number)
    const before = used.get(group)
    if (before !== undefined) used.set(group, before + inMb(kib))
  }
  return used
}
