import { readProject } from '../../../supervision/src/state/project.ts'
import { badInput } from '../failure.ts'
import { say } from '../output.ts'
import { followOutput } from '../project/follow-output.ts'
import { openProject } from '../project/open-project.ts'

/** `crash-only logs [NAME] [--follow]`: the last of the programs' output, and what comes. */
export async function logs(name: string | undefined, options: { readonly follow?: boolean }): Promise<void> {
  const paths = await openProject()
  const known = (await readProject(paths))?.processes.map((process) => process.name) ?? []
  if (name !== undefined && !known.includes(name)) {
    throw badInput(`no process is called ${name} (there is: ${known.join(', ') || 'none yet; crash-only start'})`)
  }
  if (known.length === 0) say('nothing was started here yet (crash-only start)')
  else await followOutput(paths, name === undefined ? known : [name], 'tail')
  if (options.follow !== true) process.exit(0) // the watcher would keep us
}
