import { open } from 'node:fs/promises'

const startTimeField = 22 // proc(5), /proc/pid/stat
const nanosecondsPerMs = 1_000_000
const shortBytesMax = 1_024 // a line of numbers

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
    const text = await readShort(`/proc/${pid}/stat`)
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
  const text = await readShort(`/proc/${pid}/schedstat`).catch(() => '')
  return (Number(text.split(' ')[1]) || 0) / nanosecondsPerMs
}

// The kernel makes the text at the first read, and whole, so there is no need to ask for the end, nor to wait for the closing.
async function readShort(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(shortBytesMax), 0, shortBytesMax, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    void file.close()
  }
}

/** Sends a signal; a process that is gone already is what a kill wants, so that is no error. A group has a negative pid. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
