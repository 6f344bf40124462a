import { readProject } from '../../../supervision/src/state/project.ts'
import { resolveProject } from '../config/resolve-project.ts'
import { say } from '../output.ts'
import { ask } from '../project/control-client.ts'
import { openProject } from '../project/open-project.ts'

/** `crash-only restart [NAME]`: kills and starts again; without a name the configuration is read again, too. */
export async function restart(name: string | undefined): Promise<void> {
  const paths = await openProject()
  const why = 'crash-only restart'
  if (name !== undefined) await ask(paths, { do: 'restart', name, why })
  else if ((await readProject(paths))?.source === 'command line') await ask(paths, { do: 'restart', why })
  else {
    const configuration = await resolveProject(paths.folder)
    await ask(paths, { do: 'restart', why, configuration })
  }
  say(`restarted ${name ?? 'everything'}`)
}
