import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import { readProcessStat, signalProcess } from './process-stat.ts'
import { readEnviron, roomForEnviron } from './read-environ.ts'

// A program that forks as fast as it can is faster than one look; each round finds all that the one before missed.
const roundsMax = 50
const readersMax = 4 // as many as there are threads for it
const ourPrograms = /^(?:restarter|watchdog|checker)\.mjs$/u

/** A process that bears an environment variable, as it was when it was found. */
export interface Marked {
  readonly pid: number
  readonly startTime: string
  readonly group: number
  readonly session: number
}

export interface SweepOptions {
  /** `NAME=value`, whole. A child inherits it, whatever group or session it moves to. */
  readonly marker: string
  /** The folder of our own programs: a role that was started from inside a supervised program bears its marker, too. */
  readonly programs: string
}

/** Every process with that variable, but ours. Only Linux tells; elsewhere the process group is all that is known. */
export async function findMarked({ marker, programs }: SweepOptions): Promise<Marked[]> {
  if (process.platform !== 'linux') return []
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number)
  const bearers = await filterByEnviron(pids.filter((pid) => pid !== process.pid), marker)
  const described = await Promise.all(bearers.map(async (pid) => describe(pid, programs)))
  return described.filter((marked) => marked !== undefined)
}

/**
 * SIGKILL to every process with that variable, and to the groups that they lead, until none is left.
 * @returns those that the first look found
 */
export async function killStrays(options: SweepOptions): Promise<readonly Marked[]> {
  const first = await findMarked(options)
  let strays = first
  for (let round = 1; strays.length > 0 && round <= roundsMax; round += 1) {
    await Promise.all(strays.map(kill))
    strays = await findMarked(options)
  }
  return first
}

/** Whether a program put itself in the background: it ended well, and something of it lives on in another session. */
export function isDaemonised(ended: { readonly exitCode: number | null; readonly leaderPid: number }, strays: readonly Marked[]): boolean {
  // Each program is spawned as the leader of its own session.
  return ended.exitCode === 0 && strays.some(({ session }) => session !== ended.leaderPid)
}

// The pid may be another's since the look: its start time tells. Its group goes with it, for a member may have an empty environment.
async function kill({ pid, startTime }: Marked): Promise<void> {
  const now = await readProcessStat(pid)
  if (now?.startTime === startTime) signalProcess(now.group === pid ? -pid : pid, 'SIGKILL')
}

async function describe(pid: number, programs: string): Promise<Marked | undefined> {
  const stat = await readProcessStat(pid)
  // A zombie holds nothing, and its environment cannot be read: it is not found again.
  if (stat === undefined || stat.state === 'Z' || (await isOurs(pid, programs))) return undefined
  return { pid, startTime: stat.startTime, group: stat.group, session: stat.session }
}

async function isOurs(pid: number, programs: string): Promise<boolean> {
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return command.some((word) => dirname(word) === programs && ourPrograms.test(word.slice(programs.length + 1)))
}

async function filterByEnviron(pids: readonly number[], marker: string): Promise<number[]> {
  const wanted = Buffer.from(`\0${marker}\0`)
  const queue = pids.values()
  const bearers: number[] = []
  await Promise.all(Array.from({ length: readersMax }, async () => new Promise<void>((resolve) => {
    const room = roomForEnviron()
    const lookAtNext = (): void => {
      const { value: pid, done } = queue.next()
      if (done === true) { resolve(); return }
      readEnviron(pid, room, (environ) => {
        if (environ !== undefined && holds(environ, wanted)) bearers.push(pid)
        lookAtNext()
      })
    }
    lookAtNext()
  })))
  return bearers
}

// Whole: `web.1` is not `web.10`, and not the end of another variable.
function holds(environ: Buffer, wanted: Buffer): boolean {
  return environ.includes(wanted) || environ.subarray(0, wanted.length - 1).equals(wanted.subarray(1))
}
