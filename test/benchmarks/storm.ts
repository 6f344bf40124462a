import { spawn } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { endOf, makeBench } from './bench-project.ts'
import { table } from './table.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const stormMs = 40_000
const settleMs = 20_000
const ticksPerSecond = 100 // USER_HZ, proc(5)

/** A program that dies at once, for ever: what its restarts cost once backoff has come to its cap, its own work included. */
export async function measureStorm(): Promise<string> {
  const bench = await makeBench()
  const dies = ['node', '-e', 'process.exit(1)']
  const child = spawn(process.execPath, [command, 'run', '--quiet', '--', ...dies], { ...bench.at, stdio: 'ignore' })
  try {
    await delay(settleMs)
    const before = await ticksOf(bench.env)
    await delay(stormMs)
    const percent = ((await ticksOf(bench.env)) - before) / ticksPerSecond / (stormMs / 1_000) * 100
    return table(['crash storm, at the capped delay', 'CPU % of a core'], [['restarter, watchdog and all the starts', percent.toFixed(1)]])
  } finally {
    await endOf(bench.folder, child)
  }
}

// With their dead children's: utime, stime, cutime, cstime.
async function ticksOf(env: NodeJS.ProcessEnv): Promise<number> {
  const marker = `XDG_RUNTIME_DIR=${env['XDG_RUNTIME_DIR'] ?? ''}`
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const ticks = await Promise.all(pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (!environment.split('\0').includes(marker)) return 0
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    return text.slice(text.lastIndexOf(')') + 2).split(' ').slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  }))
  return ticks.reduce((sum, one) => sum + one, 0)
}
