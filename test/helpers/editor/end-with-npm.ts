import { readFile } from 'node:fs/promises'

import { identify, isAlive } from '../../../extension/supervision/src/platform/process-identity.ts'

const lookEveryMs = 500
/** npm starts a shell, and the shell starts us. */
const ancestorsMax = 2

/**
 * Ends this process when the npm that started it is gone, also by `kill -9`. Nothing tells a process about the death of
 * an ancestor, so it has to look. Started without npm, it may well outlive its shell.
 */
export async function endWithNpm(): Promise<void> {
  const pid = await findNpm()
  if (pid === undefined) return
  const npm = await identify(pid)
  const look = async () => {
    if (!(await isAlive(npm))) process.exit(111)
  }
  setInterval(() => void look(), lookEveryMs).unref()
}

async function findNpm(): Promise<number | undefined> {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform !== 'linux') return undefined
  let pid = process.ppid
  for (let ancestors = 0; ancestors < ancestorsMax; ancestors += 1) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    if (/^Name:\s+npm/m.test(status)) return pid
    pid = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1])
  }
  return undefined
}
