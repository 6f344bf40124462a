import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { until } from '../../../supervision/src/platform/wait.ts'
import { readGuarded } from '../../../supervision/src/state/guarded.ts'
import { type Project, readProject } from '../../../supervision/src/state/project.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import type { ProcessStatus } from '../../../supervision/src/state/status.ts'
import { didYouMean } from '../config/did-you-mean.ts'
import { badInput } from '../failure.ts'
import { observe } from './observe.ts'

/** Those of a test-binary of watchdog(8); for probes all but the first are the same. */
const healthy = 0
const notStarted = 245
const stale = 250

export interface Health {
  readonly exitCode: 0 | 245 | 250
  readonly why: string
}

// The watchdog says each second that it looks; the relay waits so long as well.
const staleAfterMs = 10_000

/** Whether supervision works: its watchdog looks, and no critical process is given up. The same rule as the relay's. */
export async function checkProject(paths: ProjectPaths): Promise<Health> {
  const project = await readProject(paths)
  if (project === undefined) return { exitCode: notStarted, why: 'does not run: it was never started' }
  if (project.wish !== 'run') return { exitCode: notStarted, why: 'does not run: it was stopped' }
  const before = await verdictOf(paths)
  const changed = await until(async () => ((await verdictOf(paths)) === before ? undefined : true), staleAfterMs)
  if (changed === undefined) return { exitCode: stale, why: `stale: the watchdog has not looked for ${staleAfterMs / 1_000} s` }
  const { givenUp } = await readGuarded(paths.runtime)
  if (givenUp.length > 0) return { exitCode: stale, why: `failed: nothing helped ${givenUp.join(', ')}, which is critical` }
  return { exitCode: healthy, why: 'healthy: the watchdog looks' }
}

/** Whether these processes are up. One that is being restarted is not, though that is repaired as we speak. */
export async function checkProcesses(paths: ProjectPaths, names: readonly string[]): Promise<Health> {
  const project = await readProject(paths)
  if (project?.wish !== 'run') return { exitCode: notStarted, why: 'does not run' }
  checkNames(project, names)
  const { processes } = await observe(paths)
  const all = processes.filter(({ name }) => names.includes(name)).map(judge)
  return all.find(({ exitCode }) => exitCode === stale) ?? all.find(({ exitCode }) => exitCode === notStarted) ??
    { exitCode: healthy, why: `healthy: ${names.join(', ')}` }
}

function checkNames({ processes }: Project, names: readonly string[]): void {
  const known = processes.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw badInput(`no process is called ${unknown} ${didYouMean(unknown, known)}`)
}

function judge({ name, state, flag, restarts, waitsFor }: ProcessStatus): Health {
  if (flag !== null) return { exitCode: stale, why: `${name}: ${flag.why}` }
  if (state === 'up' || state === 'suspect' || state === 'paused') return { exitCode: healthy, why: `${name} is up` }
  const isFirst = restarts === 0 && (state === 'starting' || state === 'stopped' || waitsFor.length > 0)
  return isFirst ? { exitCode: notStarted, why: `${name} is ${state}` } : { exitCode: stale, why: `${name} is ${state}` }
}

async function verdictOf({ heartbeats }: ProjectPaths): Promise<string> {
  return stat(join(heartbeats, 'watchdog'), { bigint: true }).then(({ ino, mtimeNs }) => `${ino} ${mtimeNs}`, () => '')
}
