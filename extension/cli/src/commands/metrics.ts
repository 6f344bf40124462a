import { setTimeout as delay } from 'node:timers/promises'

import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { resolveProject } from '../config/resolve-project.ts'
import { parseDurationMs } from '../duration.ts'
import { badInput, Failure, failureOfSystem } from '../failure.ts'
import { openMetricsText, prometheusText } from '../metrics/metric-family.ts'
import { checkMetricsPath, removeAbandoned, writeMetricsFile } from '../metrics/metrics-file.ts'
import { projectMetrics } from '../metrics/project-metrics.ts'
import { findSupervision } from '../project/bring-up.ts'
import { observeWith } from '../project/observe.ts'
import { openProject } from '../project/open-project.ts'

const shortestMs = 1_000
const longestMs = 24 * 3_600_000

export interface MetricsOptions {
  readonly file?: string
  readonly every?: string
}

/** `crash-only metrics`: the figures of `status` for machines, once; or into a file, again and again until it is killed. */
export async function metrics({ file, every }: MetricsOptions): Promise<void> {
  if (file === undefined && every !== undefined) throw badInput(`--every ${every}: there is no --file to write (add --file NAME.prom)`)
  if (file !== undefined) checkMetricsPath(file)
  const everyMs = every === undefined ? undefined : toEveryMs(every)
  const paths = await openProject()
  if (file === undefined) { process.stdout.write(openMetricsText(await measure(paths))); return }
  const write = async (): Promise<void> => { await writeMetricsFile(file, prometheusText(await measure(paths))) }
  await removeAbandoned(file)
  await write() // a mistake on the command line ends it here
  if (everyMs !== undefined) await writeForEver(write, everyMs)
}

async function measure(paths: ProjectPaths) {
  // A restarter that is stopped or hangs is one that is not up; the other figures are as good as ever.
  const roles = await findSupervision(paths).catch(unlessBug(null))
  const configured = async (): Promise<string[]> =>
    resolveProject(paths.folder).then(({ processes }) => processes.map(({ name }) => name)).catch(unlessBug([]))
  return projectMetrics({ ...(await observeWith(paths, roles, configured)), version: packageJson.version })
}

function unlessBug<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Failure || failureOfSystem(error) !== undefined) return instead
    throw error
  }
}

/** The disk may be full for an hour: the file then stands as it was, and its age says so. */
async function writeForEver(write: () => Promise<void>, everyMs: number): Promise<never> {
  for (let told = ''; ;) {
    await delay(everyMs)
    const failed = await write().then(() => '', passing)
    if (failed !== told && failed !== '') process.stderr.write(`crash-only: ${failed} (it is tried again)\n`)
    told = failed
  }
}

function passing(error: unknown): string {
  const failure = error instanceof Failure ? error : failureOfSystem(error)
  if (failure === undefined) throw error
  return failure.message
}

function toEveryMs(text: string): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) throw badInput(`--every ${text}: not a duration (give 15s, 1m or the like)`)
  if (ms < shortestMs) throw badInput(`--every ${text}: shorter than 1s (give 15s or the like: as often as the figures are read)`)
  if (ms > longestMs) throw badInput(`--every ${text}: longer than 24h (give 15s or the like)`)
  return ms
}
