import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { readProcessStat } from '../../../../extension/supervision/src/platform/process-stat.ts'
import { until } from '../../../../extension/supervision/src/platform/wait.ts'
import type { Status } from '../../../../extension/supervision/src/state/status.ts'
import { cpuMs } from '../../process-cost.ts'
import type { Adapter } from '../adapter.ts'
import { runIn } from '../commands.ts'
import { commandOf, type Place, putFile } from '../place.ts'
import { inhabitantsOf } from '../processes.ts'

const command = join(import.meta.dirname, '../../../../extension/cli/bin/crash-only.js')
const levels = ['none', 'warm', 'hot', 'pair'] as const
type Level = (typeof levels)[number]
const spareDeadlineMs = 10_000
const quietMs = 100
const pairLoadsMs = 800

/** Ours, once for each kind of spare; `warm` is the default. */
export const crashOnly: readonly Adapter[] = levels.map(adapterFor)

function adapterFor(level: Level): Adapter {
  const adapter: Adapter = {
    id: `crash-only-${level}`,
    title: `Crash-Only, spare ${level}`,
    roles: { restarter: /\/restarter\.mjs /u, watchdog: /\/watchdog\.mjs /u, checker: /\/checker\.mjs /u },
    findsHangs: true,
    stormsHard: false,
    ...(level === 'warm' ? {} : { sameSupervisorAs: 'crash-only-warm' }),
    prepare: async () => Promise.resolve({ kind: 'here', version: await versionOfOurs() }),
    start: async (place) => start(place, level),
    settle: async (place) => { if (level !== 'none') await spareStandsBy(adapter, place, level) },
  }
  return adapter
}

// A program that dies at its start makes the command fail; the project goes on trying, as wanted.
async function start(place: Place, level: Level): Promise<void> {
  await putFile(place, 'crash-only.json', JSON.stringify({ processes: { app: { command: commandOf(place), spare: level } } }))
  await runIn(place, [process.execPath, command, 'start']).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 111)) throw error
  })
}

/** The pid of the incarnation that serves. */
export async function servingPid(place: Place): Promise<number> {
  const status = JSON.parse(await runIn(place, [process.execPath, command, 'status', '--json'])) as Status
  const pid = status.processes[0]?.pid
  if (typeof pid !== 'number') throw new Error('bench: nobody serves')
  return pid
}

/**
 * Waits until another process of the program is there, and the youngest has nothing left to load: it used no CPU for a while. Of a pair,
 * that serves from then on, it is enough that it has lived for longer than it loads. Where none comes in time the crash finds
 * none, and the figures show it.
 */
async function spareStandsBy(adapter: Adapter, place: Place, level: Level): Promise<void> {
  let last = { key: '', since: performance.now() }
  await until(async () => {
    const { programs } = await inhabitantsOf(adapter, place)
    const youngest = programs.length < 2 ? undefined : await youngestOf(programs)
    const key = youngest === undefined ? '' : `${youngest} ${level === 'pair' ? '' : Math.round(await cpuMs(youngest))}`
    if (key !== last.key) last = { key, since: performance.now() }
    return key !== '' && performance.now() - last.since >= (level === 'pair' ? pairLoadsMs : quietMs) ? true : undefined
  }, spareDeadlineMs)
}

async function youngestOf(pids: readonly number[]): Promise<number | undefined> {
  const born = await Promise.all(pids.map(async (pid) => [pid, Number((await readProcessStat(pid))?.startTime ?? 0)] as const))
  return born.toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

async function versionOfOurs(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../../../extension/cli/package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
