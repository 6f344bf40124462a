import { readdir, readFile } from 'node:fs/promises'

/** Every process of this machine in whose environment a variable (`NAME=value`) fits, except this one. Linux. */
export async function pidsWith(fits: (variable: string) => boolean): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid)
  const found = await Promise.all(pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    return environment.split('\0').some(fits) ? [Number(pid)] : []
  }))
  return found.flat()
}
