import { readFile } from 'node:fs/promises'

const startTimeField = 22 // proc(5), /proc/pid/stat
const nanosecondsPerMs = 1_000_000

export interface ProcessStat {
  /** One letter: T is stopped, Z is a zombie. */
  readonly state: string
  readonly group: number
  readonly session: number
  readonly startTime: string
}

/** From /proc/pid/stat; undefined where there is no such process, or no /proc. */
export async function readProcessStat(pid: number): Promise<ProcessStat | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name may hold spaces and brackets, so the fields are taken after the last bracket.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', group: Number(fields[2]), session: Number(fields[3]), startTime: fields[startTimeField - 3] ?? '' }
  } catch {
    return undefined // gone between listing and reading: the same as never there
  }
}

/**
 * Milliseconds that a process' main thread has waited for a CPU since it began (second field of /proc/pid/schedstat,
 * Documentation/scheduler/sched-stats). 0 where the system does not tell.
 */
export async function readRunQueueWaitMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '')
  return (Number(text.split(' ')[1]) || 0) / nanosecondsPerMs
}

/** Sends a signal; a process that is gone already is what a kill wants, so that is no error. A group has a negative pid. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
