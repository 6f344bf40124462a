import { readFile } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'

const leastShare = 0.1
const leastBytes = 200_000_000
const pageBytes = 4_096
const bytesPerMb = 1_000_000

interface Memory {
  readonly availableBytes: number
  /** 0, or more than there is, where nothing limits us. */
  readonly limitBytes: number
  readonly totalBytes: number
}

/** Whether the machine, or the cgroup that limits us, has memory left for what is only convenient. */
export function isRoomLeft(): boolean {
  // Node 20.13 and 22 know of cgroups; before, only the machine is known.
  const { availableMemory, constrainedMemory } = process as { availableMemory?: () => number; constrainedMemory?: () => number | undefined }
  return isRoom({ availableBytes: availableMemory?.() ?? freemem(), limitBytes: constrainedMemory?.() ?? 0, totalBytes: totalmem() })
}

export function isRoom({ availableBytes, limitBytes, totalBytes }: Memory): boolean {
  const most = limitBytes > 0 ? Math.min(limitBytes, totalBytes) : totalBytes
  return availableBytes > Math.max(leastShare * most, leastBytes)
}

/** Megabytes of resident memory of one process (proc(5), statm); 0 where the system does not tell. */
export async function residentMb(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  return ((Number(text.split(' ')[1]) || 0) * pageBytes) / bytesPerMb
}
