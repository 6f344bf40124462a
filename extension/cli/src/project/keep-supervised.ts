import { signalProcess } from '../../../supervision/src/platform/process-stat.ts'
import { until } from '../../../supervision/src/platform/wait.ts'
import { readProject } from '../../../supervision/src/state/project.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { findRole } from '../../../supervision/src/state/role-record.ts'
import { findSupervision, raiseAgain } from './bring-up.ts'
import { isSilent, whenRestarterGone } from './control-client.ts'
import type { KeptSockets } from './keep-sockets.ts'

const raisedByPartnerMs = 2_000
const lookEveryMs = 1_000

/**
 * Resolves when the project has ended. Until then this command is the third who raises: the roles raise each other, but
 * where one dies while the other is stopped, or both die at once, nobody of them is left to do it.
 */
export async function keepSupervised(paths: ProjectPaths, sockets: KeptSockets): Promise<void> {
  const looking = setInterval(() => void killSilentRestarter(paths), lookEveryMs)
  for (;;) {
    await whenRestarterGone(paths)
    if ((await readProject(paths))?.wish === 'ended') break
    if (await isRaisedByPartner(paths)) continue
    if (!(await raiseAgain(paths, sockets))) break
  }
  clearInterval(looking)
}

async function isRaisedByPartner(paths: ProjectPaths): Promise<boolean> {
  const watchdog = await findRole(paths, 'watchdog')
  if (watchdog === undefined || watchdog.isStopped) return false
  return (await until(async () => findSupervision(paths), raisedByPartnerMs)) !== undefined
}

/** A stopped restarter is the watchdog's business, unless that is dead or stopped, too. */
async function killSilentRestarter(paths: ProjectPaths): Promise<void> {
  const [restarter, watchdog] = [await findRole(paths, 'restarter'), await findRole(paths, 'watchdog')]
  if (restarter === undefined || (watchdog !== undefined && !watchdog.isStopped)) return
  if (restarter.isStopped || (await isSilent(paths))) signalProcess(restarter.pid, 'SIGKILL')
}
