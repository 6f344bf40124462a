import { readFile } from 'node:fs/promises'

const nanosecondsPerMs = 1_000_000

/**
 * Milliseconds that a process's main thread has waited for a CPU since it began (second field of /proc/pid/schedstat,
 * Documentation/scheduler/sched-stats). 0 where the system does not tell.
 */
export async function readRunQueueWaitMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '')
  return (Number(text.split(' ')[1]) || 0) / nanosecondsPerMs
}
