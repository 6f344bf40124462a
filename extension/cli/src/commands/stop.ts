import { say } from '../output.ts'
import { findSupervision, raiseAgain } from '../project/bring-up.ts'
import { ask } from '../project/control-client.ts'
import { openProject } from '../project/open-project.ts'
import { endProject } from './start.ts'

/** `crash-only stop [NAME]`: kills it, or all of the project. There is no grace period. */
export async function stop(name: string | undefined): Promise<void> {
  const paths = await openProject()
  // Both roles may have been killed while the program lives on: then it must be adopted to be stopped.
  if ((await findSupervision(paths)) === undefined && !(await raiseAgain(paths))) {
    say(`nothing is running in ${paths.folder}`)
    return
  }
  if (name === undefined) await endProject(paths, 'crash-only stop')
  else await ask(paths, { do: 'stop', name, why: 'crash-only stop' })
  say(`stopped ${name ?? 'everything'}`)
}
