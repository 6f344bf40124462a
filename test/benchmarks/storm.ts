import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { pidsWith } from '../helpers/pids-with.ts'
import { endOf, makeBench } from './bench-project.ts'
import { cpuWithChildrenMs } from './process-cost.ts'
import { table } from './table.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const stormMs = 40_000
const settleMs = 20_000

/** A program that dies at once, for ever: what its restarts cost once backoff has come to its cap, its own work included. */
export async function measureStorm(): Promise<string> {
  const bench = await makeBench()
  const dies = ['node', '-e', 'process.exit(1)']
  const child = spawn(process.execPath, [command, 'run', '--quiet', '--', ...dies], { ...bench.at, stdio: 'ignore' })
  try {
    await delay(settleMs)
    const before = await cpuOf(bench.env)
    await delay(stormMs)
    const percent = ((await cpuOf(bench.env)) - before) / stormMs * 100
    return table(['crash storm, at the capped delay', 'CPU % of a core'], [['restarter, watchdog and all the starts', percent.toFixed(1)]])
  } finally {
    await endOf(bench.folder, child)
  }
}

async function cpuOf(env: NodeJS.ProcessEnv): Promise<number> {
  const marker = `XDG_RUNTIME_DIR=${env['XDG_RUNTIME_DIR'] ?? ''}`
  return cpuWithChildrenMs(await pidsWith((variable) => variable === marker))
}
