import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

import { readProcessStat, signalProcess } from './process-stat.ts'

/** Which process a pid meant when it was noted down: pids are reused, a pid with its start time is not. */
export interface ProcessIdentity {
  readonly pid: number
  /** Kernel start time, an opaque text; empty when it could not be read. */
  readonly startTime: string
  readonly boot: string
}

const psDeadlineMs = 2_000

export async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, startTime: await readStartTime(pid), boot: await bootId() }
}

/** True only while that very process exists and is not a zombie. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.boot !== (await bootId())) return false
  const startTime = await readStartTime(identity.pid)
  return startTime !== '' && startTime === identity.startTime
}

/** SIGKILL to the whole process group: a shell or npm between us and the program would survive its child. */
export function killGroup(leaderPid: number): void {
  signalProcess(-leaderPid, 'SIGKILL')
}

let knownBootId: string | undefined

export async function bootId(): Promise<string> {
  knownBootId ??= await readBootId()
  return knownBootId
}

async function readStartTime(pid: number): Promise<string> {
  if (process.platform !== 'linux') return readStartTimeByPs(pid)
  const stat = await readProcessStat(pid)
  return stat === undefined || stat.state === 'Z' ? '' : stat.startTime
}

async function readStartTimeByPs(pid: number): Promise<string> {
  try {
    const ps = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: psDeadlineMs })
    return ps.stdout.trim()
  } catch {
    return '' // ps exits with 1 for a pid that does not exist
  }
}

async function readBootId(): Promise<string> {
  if (process.platform === 'linux') return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  const sysctl = await promisify(execFile)('sysctl', ['-n', 'kern.bootsessionuuid'], { timeout: psDeadlineMs })
  return sysctl.stdout.trim()
}
