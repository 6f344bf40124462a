import { join } from 'node:path'

import { readTextIfThere } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import { identify, isAlive, type ProcessIdentity } from '../platform/process-identity.ts'
import { readProcessStat } from '../platform/process-stat.ts'
import { replaceFile } from '../platform/replace-file.ts'
import type { ProjectPaths } from './project-paths.ts'

type RoleName = 'restarter' | 'watchdog' | 'checker'

/**
 * `restarter.json`, `watchdog.json`, `checker.json`: which processes they are. For the rare case that one of them is stopped while
 * the other dies: whoever comes next must find it, for it could wake up later as a second one.
 */
export async function writeRoleRecord(paths: ProjectPaths, role: RoleName, pid: number): Promise<void> {
  const text = JSON.stringify(await identify(pid))
  await replaceFile(recordPath(paths, role), text).catch(() => undefined) // a full disk: then the rare case is not mended
}

/** The role's process, if it is there, and whether it can do anything: one that is stopped cannot. */
export async function findRole(paths: ProjectPaths, role: RoleName): Promise<{ pid: number; isStopped: boolean } | undefined> {
  const found = parseJson((await readTextIfThere(recordPath(paths, role))) ?? '') as Partial<ProcessIdentity> | null | undefined
  if (found?.pid === undefined || !(await isAlive({ startTime: '', boot: '', ...found, pid: found.pid }))) return undefined
  return { pid: found.pid, isStopped: (await readProcessStat(found.pid))?.state === 'T' }
}

function recordPath(paths: ProjectPaths, role: RoleName): string {
  return join(paths.runtime, `${role}.json`)
}
