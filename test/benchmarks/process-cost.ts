import { readdir, readFile } from 'node:fs/promises'

const msPerTick = 10 // USER_HZ is 100, proc(5)
const nanosecondsPerMs = 1e6
const bytesOfKib = 1_024 // what the kernel calls kB
const bytesPerMb = 1_000_000

export interface Memory {
  readonly rssMb: number
  /** Each page divided by the number of processes that share it. */
  readonly pssMb: number
  /** Pages that it wrote (Private_Dirty). */
  readonly privateMb: number
  /** Pages of its program's own file that no other process happens to use; the kernel drops them when it likes. */
  readonly cleanMb: number
}

/** CPU time of a process, of all its threads, to the nanosecond: ticks of 10 ms are as long as half a minute of idling. */
export async function cpuMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const ran = await Promise.all(threads.map(async (thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0')))
  return ran.reduce((sum, text) => sum + Number(text.split(' ')[0]) / nanosecondsPerMs, 0)
}

/** CPU time of processes with that of their dead children: utime, stime, cutime, cstime of proc(5). */
export async function cpuWithChildrenMs(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    return text.slice(text.lastIndexOf(')') + 2).split(' ').slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  }))
  return ticks.reduce((sum, one) => sum + one, 0) * msPerTick
}

export async function memoryOf(pid: number): Promise<Memory> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const megabytes = (key: string): number => (Number(new RegExp(`^${key}:\\s+(\\d+)`, 'mu').exec(text)?.[1] ?? 0) * bytesOfKib) / bytesPerMb
  return { rssMb: megabytes('Rss'), pssMb: megabytes('Pss'), privateMb: megabytes('Private_Dirty'), cleanMb: megabytes('Private_Clean') }
}
