import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { spawnRole } from '../../../supervision/src/platform/spawn-role.ts'
import { until } from '../../../supervision/src/platform/wait.ts'
import { isRelay, readRelayRecord } from '../../../supervision/src/state/find-relay.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import type { RelayFacts, RelayOrder, RelayRecord } from '../../../supervision/src/state/relay-types.ts'
import { badInput, Failure, exitCodes, tryAgainLater } from '../failure.ts'
import { installPrograms } from '../project/install-programs.ts'

const inspectDeadlineMs = 10_000
const armDeadlineMs = 15_000

/** What a relay would do, and what forbids it. Nothing was opened to know it. */
export interface RelayOutlook extends RelayFacts {
  readonly refusal: string | null
  readonly remarks: readonly string[]
}

/** Asks the relay itself, which looks at files only. */
export async function inspectRelay(paths: ProjectPaths, order: RelayOrder): Promise<RelayOutlook> {
  const program = join(await installPrograms(paths), 'relay.mjs')
  const args = [program, paths.runtime, JSON.stringify(order), 'inspect']
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: inspectDeadlineMs, killSignal: 'SIGKILL' })
  return JSON.parse(stdout) as RelayOutlook
}

/** Starts it in a session of its own. Gives what it came to: armed, still waiting for the watchdog, or a failure with what to do. */
export async function startRelay(paths: ProjectPaths, order: RelayOrder): Promise<RelayRecord | undefined> {
  const pid = await raiseRelay(paths, order)
  const own = async (): Promise<RelayRecord | undefined> => {
    const record = await readRelayRecord(paths.runtime)
    return record?.pid === pid ? record : undefined
  }
  const isSettled = async (): Promise<boolean> => (await own())?.state === 'armed' || !(await isRelay(pid, paths.runtime))
  await until(async () => ((await isSettled()) ? true : undefined), armDeadlineMs)
  const record = await own()
  if (record?.state === 'refused') throw new Failure(record.why, record.exitCode ?? exitCodes.fixYourInput)
  if (await isRelay(pid, paths.runtime)) return record
  throw tryAgainLater(`the relay ended: ${record?.why ?? 'no reason is known'} (see ${paths.log})`)
}

export async function raiseRelay(paths: ProjectPaths, order: RelayOrder): Promise<number> {
  if (process.platform !== 'linux') throw badInput('the relay needs Linux')
  const program = join(await installPrograms(paths), 'relay.mjs')
  const pid = await spawnRole({ program, args: [paths.runtime, JSON.stringify(order)], log: paths.log })
  if (pid === undefined) throw tryAgainLater(`the relay could not be started (see ${paths.log})`)
  return pid
}
