import { readProject } from '../../../supervision/src/state/project.ts'
import { keepingWhatRuns, resolveProject } from '../config/resolve-project.ts'
import { tryAgainLater } from '../failure.ts'
import { say } from '../output.ts'
import { findSupervision } from '../project/bring-up.ts'
import { ask } from '../project/control-client.ts'
import { openProject } from '../project/open-project.ts'

/** `crash-only restart [NAME]`: kills and starts again; without a name the configuration is read again, too. */
export async function restart(name: string | undefined): Promise<void> {
  const paths = await openProject()
  const why = 'crash-only restart'
  if ((await findSupervision(paths)) === undefined) throw tryAgainLater(`nothing is running in ${paths.folder} (crash-only start)`)
  if (name !== undefined) await ask(paths, { do: 'restart', name, why })
  else if ((await readProject(paths))?.source === 'command line') await ask(paths, { do: 'restart', why })
  else {
    const { processes, caches, escalation } = await keepingWhatRuns(async () => resolveProject(paths.folder))
    await ask(paths, { do: 'restart', why, configuration: { processes, caches, escalation } })
  }
  say(`restarted ${name ?? 'everything'}`)
}
