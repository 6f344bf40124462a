// Sweeper: ends every process of a benchmark, at its end and when the benchmark is killed, and removes what it left.
// Reads: standard input, whose other end only the benchmark holds: its end means that the benchmark ended or died.
// Writes: nothing; removes the benchmark's folder and its control groups.
// After a crash: of it, what runs stays, as after any tool without a sweeper; of the benchmark, nothing stays.
// Arguments: the mark that begins the marks of its processes, and its folder.
import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { signalProcess } from '../../../extension/supervision/src/platform/process-stat.ts'
import { pidsWith } from '../../helpers/pids-with.ts'
import { controlGroupName, controlGroupRoots } from './control-groups.ts'
import { markerName } from './place.ts'

const cleanSweepsMin = 3
const sweepsMax = 200
const pauseMs = 50

const [marker = '', folder = ''] = process.argv.slice(2)
process.stdin.resume().on('close', () => void sweepAll())

async function sweepAll(): Promise<void> {
  for (let clean = 0, sweep = 0; clean < cleanSweepsMin && sweep < sweepsMax; sweep += 1) {
    const pids = await pidsWith((variable) => variable.startsWith(`${markerName}=${marker}.`))
    for (const pid of pids) signalProcess(pid, 'SIGKILL')
    clean = pids.length === 0 ? clean + 1 : 0
    await delay(pauseMs)
  }
  for (const root of await controlGroupRoots()) await removeGroups(root)
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: pauseMs })
}

async function removeGroups(root: string): Promise<void> {
  const names = await readdir(root).catch(() => [])
  for (const name of names.filter((one) => one.startsWith(controlGroupName(marker)))) await removeGroup(join(root, name))
}

// A control group is removed by rmdir, after the groups below it; the files in it are the kernel's.
async function removeGroup(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (entry.isDirectory()) await removeGroup(join(path, entry.name))
  }
  await rmdir(path).catch(() => undefined) // somebody else's process moved in: it stays
}
