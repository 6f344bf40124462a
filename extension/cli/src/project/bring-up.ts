import { join } from 'node:path'

import { spawnRole } from '../../../supervision/src/platform/spawn-role.ts'
import { until } from '../../../supervision/src/platform/wait.ts'
import { controlVersion, type Supervision } from '../../../supervision/src/state/control.ts'
import { type ProjectPaths, roleArgs } from '../../../supervision/src/state/project-paths.ts'
import { readProject, writeProject } from '../../../supervision/src/state/project.ts'
import type { ResolvedProject } from '../config/resolve-project.ts'
import { badInput, tryAgainLater } from '../failure.ts'
import { askIfUp } from './control-client.ts'
import { installPrograms } from './install-programs.ts'
import type { KeptSockets } from './keep-sockets.ts'
import { otherVersion } from './open-project.ts'

// A machine that is small and busy takes its time; whoever waits is told as soon as it is up.
const comeUpDeadlineMs = 30_000

/**
 * What a live restarter says of itself; undefined where there is none.
 * @throws where it is one of another version
 */
export async function findSupervision(paths: ProjectPaths): Promise<Supervision | undefined> {
  const answer = await askIfUp(paths, { do: 'roles' })
  if (answer === undefined) return undefined
  if (!answer.ok || answer.restarterPid === undefined || (answer.version ?? controlVersion) !== controlVersion) {
    throw badInput(otherVersion(paths))
  }
  const { restarterPid, watchdogPid = null, processes = [] } = answer
  return { restarterPid, watchdogPid, processes }
}

/** Writes down what is to run and raises the restarter; a lease must hold already, else it ends again at once. */
export async function bringUp(paths: ProjectPaths, project: ResolvedProject, sockets?: KeptSockets): Promise<void> {
  await writeProject(paths, { v: 1, folder: paths.folder, wish: 'run', ...project, stopped: [] })
  await raiseSupervision(paths, sockets)
}

/**
 * Raises supervision of a project that is meant to run, or to end, and has none: both roles were killed at once.
 * @returns whether there was such a project
 */
export async function raiseAgain(paths: ProjectPaths, sockets?: KeptSockets): Promise<boolean> {
  const project = await readProject(paths)
  if (project === undefined || project.wish === 'ended') return false
  await raiseSupervision(paths, sockets)
  return true
}

async function raiseSupervision(paths: ProjectPaths, sockets: KeptSockets | undefined): Promise<void> {
  const program = join(await installPrograms(paths), 'restarter.mjs')
  const start = { program, args: roleArgs(paths), log: paths.log }
  if (sockets === undefined) await spawnRole(start)
  else await sockets.raiseRestarter(start)
  const isWhole = async (): Promise<true | undefined> => ((await findSupervision(paths))?.watchdogPid ? true : undefined)
  if ((await until(isWhole, comeUpDeadlineMs)) === undefined) {
    throw tryAgainLater(`supervision did not come up in ${comeUpDeadlineMs / 1_000} s (see ${paths.log})`)
  }
}
