import { readdir, readFile } from 'node:fs/promises'

/** Whether the thread that notes the line of a hang is in a program: it comes a second after the program is up. */
export async function hasWorker(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`)
  const names = await Promise.all(threads.map(async (thread) => readFile(`/proc/${pid}/task/${thread}/comm`, 'utf8')))
  return names.includes('WorkerThread\n')
}
