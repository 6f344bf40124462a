import { readdir, readFile, readlink } from 'node:fs/promises'

import type { ProjectPaths } from '../../extension/supervision/src/state/project-paths.ts'

const sigkillBit = 0x1_00n // signal(7): bit 9 - 1
const exitingFlag = 0x4 // PF_EXITING, in the flags of /proc/pid/stat
const flagsField = 9

/** Whether a process waits at its gate: its life line stands where those of spares do. */
export async function isSpare(pid: number, { spares }: ProjectPaths): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const targets = await Promise.all(descriptors.map(async (fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
  return targets.some((target) => target.startsWith(`${spares}/`))
}

/** Whether the kernel is about to end it: SIGKILL was sent, and nothing of its own runs any more. */
export async function isDying(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  if (status === '' || stat === '') return true
  const pending = [...status.matchAll(/^(?:Sig|Shd)Pnd:\s*([0-9a-f]+)/gmu)].map(([, mask]) => BigInt(`0x${mask ?? '0'}`))
  const flags = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[flagsField - 3])
  return pending.some((mask) => (mask & sigkillBit) !== 0n) || (flags & exitingFlag) !== 0
}
