import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const psDeadlineMs = 2_000

/** The process group of a process: a supervised program is one, with all its children. Undefined: it is gone, or nobody can tell. */
export async function processGroup(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === 'linux') return groupOfStat(await readFile(`/proc/${pid}/stat`, 'utf8'))
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=', '-p', String(pid)], { timeout: psDeadlineMs })
    return Number(stdout.trim()) || undefined
  } catch {
    return undefined // between the stop and the look it died
  }
}

// The name may hold spaces and brackets, so the fields are taken after the last bracket.
function groupOfStat(text: string): number | undefined {
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[2]) || undefined
}
