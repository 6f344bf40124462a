import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import type { ProjectHistory } from '../../../supervision/src/state/history.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { readProject } from '../../../supervision/src/state/project.ts'
import { readHistory } from '../../../supervision/src/state/read-history.ts'
import { type ResolvedProject, resolveProject } from '../config/resolve-project.ts'
import { tryAgainLater } from '../failure.ts'
import { inWords, say } from '../output.ts'
import { bringUp, findSupervision } from '../project/bring-up.ts'
import { ask, whenRestarterGone } from '../project/control-client.ts'
import { type JournalFollower, openFollower } from '../project/follow-journal.ts'
import { leaseForEditor, leaseForEver } from '../project/lease.ts'
import { openProject } from '../project/open-project.ts'

const firstLifeDeadlineMs = 15_000

/** `crash-only start`: in the background, until `stop`, or for as long as an editor renews its lease. */
export async function start(options: { readonly editorLease?: string }): Promise<void> {
  const paths = await openProject()
  const takeLease = async (): Promise<void> =>
    options.editorLease === undefined ? leaseForEver(paths) : leaseForEditor(paths, options.editorLease)
  await whenEndIsOver(paths)
  if ((await findSupervision(paths)) !== undefined) {
    await takeLease()
    await ask(paths, { do: 'start', why: 'crash-only start' })
    say(`already running in ${paths.folder} (crash-only restart applies a changed configuration)`)
    return
  }
  const project = await resolveProject(paths.folder)
  const follower = await openFollower(paths)
  const before = await readHistory(paths.events)
  await takeLease()
  await bringUp(paths, project)
  await reportFirstLives(paths, project, follower, before)
}

/** A start right after a stop is a new run, not a request to what is just being killed. */
export async function whenEndIsOver(paths: ProjectPaths): Promise<void> {
  if ((await readProject(paths))?.wish === 'end') await whenRestarterGone(paths)
}

/** Waits until each process is up or has died once, and says so. A port in use ends everything: nothing is left running. */
async function reportFirstLives(paths: ProjectPaths, project: ResolvedProject, follower: JournalFollower, before: ProjectHistory): Promise<void> {
  const open = new Set(project.processes.map(({ name }) => name))
  const deaths: JournalEvent[] = []
  const allKnown = follower.follow((event) => {
    if (event.name === undefined || !open.has(event.name)) return false
    if (event.event !== 'ready' && event.event !== 'exited') return false
    // A death that nobody saw, when everything was killed at once, is told now.
    if ((event.incarnation ?? 0) <= (before.processes.get(event.name)?.incarnation ?? -1)) return false
    open.delete(event.name)
    if (event.event === 'exited') deaths.push(event)
    else say(`${event.name} is up (after ${inWords(event.ms ?? 0)})`)
    return open.size === 0
  })
  const isTimely = await Promise.race([allKnown.then(() => true), after(firstLifeDeadlineMs)])
  for (const name of isTimely ? [] : open) say(`${name} is still starting (crash-only status)`)
  await failOnDeaths(paths, deaths)
}

/** Fails with one line when something died at its first start. */
async function failOnDeaths(paths: ProjectPaths, deaths: readonly JournalEvent[]): Promise<void> {
  const inUse = deaths.find(isPortInUse)
  if (inUse !== undefined) {
    await endProject(paths, 'a port is in use')
    throw portInUse(inUse)
  }
  const [death] = deaths
  if (death === undefined) return
  throw tryAgainLater(
    `${death.name ?? ''} died at its start: ${death.why ?? ''} ` +
    '(it is tried again and again; correct it, or crash-only stop; its output: crash-only logs)',
  )
}

export function isPortInUse(event: JournalEvent): boolean {
  return event.event === 'exited' && (event.why ?? '').includes('EADDRINUSE')
}

export function portInUse({ name, why }: JournalEvent): Error {
  const remedy = 'stop the program that has the port, or choose another; nothing is left running'
  return tryAgainLater(`${name ?? ''} cannot start: ${why ?? ''} (${remedy})`)
}

export async function endProject(paths: ProjectPaths, why: string): Promise<void> {
  const gone = whenRestarterGone(paths)
  await ask(paths, { do: 'stop', why })
  await gone
}

async function after(ms: number): Promise<false> {
  return new Promise((resolve) => { setTimeout(() => { resolve(false) }, ms).unref() })
}
