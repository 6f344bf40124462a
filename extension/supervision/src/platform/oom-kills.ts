import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * How many processes the kernel's OOM killer has killed: in our cgroup (memory.events, Documentation/admin-guide/cgroup-v2),
 * else on this machine (oom_kill of /proc/vmstat). Null where the system does not tell.
 */
export async function readOomKills(): Promise<number | null> {
  const group = /^0::(.*)$/mu.exec(await readOrNothing('/proc/self/cgroup'))?.[1]
  const events = group === undefined ? '' : await readOrNothing(join('/sys/fs/cgroup', group, 'memory.events'))
  const count = /^oom_kill (\d+)$/mu.exec(events)?.[1] ?? /^oom_kill (\d+)$/mu.exec(await readOrNothing('/proc/vmstat'))?.[1]
  return count === undefined ? null : Number(count)
}

async function readOrNothing(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
