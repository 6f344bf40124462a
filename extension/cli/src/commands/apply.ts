import { isDeepStrictEqual } from 'node:util'

import { type Project, type ProcessSpec, readProject } from '../../../supervision/src/state/project.ts'
import { type ResolvedProject, resolveAgain } from '../config/resolve-project.ts'
import { tryAgainLater } from '../failure.ts'
import { say } from '../output.ts'
import { ask } from '../project/control-client.ts'
import { openProject } from '../project/open-project.ts'

/**
 * `crash-only apply`, which the restarter runs when the configuration's file has changed: reads and checks it, and asks
 * for what changed. A file that is wrong is one line and exit 100, and what runs goes on as before.
 */
export async function apply(): Promise<void> {
  const paths = await openProject()
  const running = await readProject(paths)
  if (running?.wish !== 'run') throw tryAgainLater(`nothing is running in ${paths.folder} (crash-only start)`)
  if (running.source === 'command line') { say('what runs was given on the command line: there is no file to apply'); return }
  const { processes, caches, escalation } = keepSearchPaths(await resolveAgain(paths.folder, running.source), running)
  const why = `${running.source} was changed`
  await ask(paths, { do: 'configure', why, processes, caches, escalation })
  say(`applied ${running.source}: ${describeChange(running.processes, processes)}`)
}

/** What changes for the processes, in words. */
function describeChange(before: readonly ProcessSpec[], after: readonly ProcessSpec[]): string {
  const find = (specs: readonly ProcessSpec[], name: string) => specs.find((spec) => spec.name === name)
  const added = after.filter(({ name }) => find(before, name) === undefined)
  const removed = before.filter(({ name }) => find(after, name) === undefined)
  const changed = after.filter((spec) => !added.includes(spec) && !isDeepStrictEqual(spec, find(before, spec.name)))
  const parts = [['started', added], ['restarted', changed], ['stopped', removed]] as const
  const said = parts.filter(([, specs]) => specs.length > 0).map(([what, specs]) => `${what} ${specs.map(({ name }) => name).join(', ')}`)
  return said.join('; ') || 'no process changed'
}

// The search path of whoever applies is no change of the file: a process must not be restarted for it.
function keepSearchPaths(resolved: ResolvedProject, running: Project): ResolvedProject {
  return {
    ...resolved,
    processes: resolved.processes.map((spec) => {
      const known = running.processes.find(({ name }) => name === spec.name)
      const same = known && { ...spec, env: { ...spec.env, PATH: known.env['PATH'] ?? '' } }
      return same !== undefined && isDeepStrictEqual(same, known) ? same : spec
    }),
  }
}
