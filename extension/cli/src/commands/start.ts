import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import type { ProjectHistory } from '../../../supervision/src/state/history.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { type ProcessSpec, readProject } from '../../../supervision/src/state/project.ts'
import { readHistory } from '../../../supervision/src/state/read-history.ts'
import { findTwoSupervisors } from '../../../supervision/src/state/two-supervisors.ts'
import { foregroundOption } from '../config/foreground-option.ts'
import { type ResolvedProject, resolveProject } from '../config/resolve-project.ts'
import { badInput, tryAgainLater } from '../failure.ts'
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
    say(`already running in ${paths.folder} (a changed configuration is applied when it is saved)`)
    return
  }
  const project = await resolveProject(paths.folder)
  giveAdvice(project.processes)
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
async function reportFirstLives(
  paths: ProjectPaths, project: ResolvedProject, follower: JournalFollower, before: ProjectHistory,
): Promise<void> {
  const open = new Set(project.processes.map(({ name }) => name))
  const deaths: JournalEvent[] = []
  const asked = new Set<string>()
  const allKnown = follower.follow((event) => {
    if (event.name === undefined || !open.has(event.name)) return false
    if (isCrashNow(event)) asked.add(lifeOf(event))
    if (event.event !== 'ready' && event.event !== 'exited') return false
    // A death that nobody saw, when everything was killed at once, is told now.
    if ((event.incarnation ?? 0) <= (before.processes.get(event.name)?.incarnation ?? -1)) return false
    // What somebody asked for is no fault of the program: its next life tells.
    if (event.event === 'exited' && (event.data?.kind === 'restart' || asked.has(lifeOf(event)))) return false
    open.delete(event.name)
    if (event.event === 'ready') say(`${event.name} is up (after ${inWords(event.ms ?? 0)})`)
    else if (event.data?.kind === 'stop') say(`${event.name} was stopped while it started`)
    else deaths.push(event)
    return open.size === 0
  })
  const isTimely = await Promise.race([allKnown.then(() => true), after(firstLifeDeadlineMs)])
  for (const name of isTimely ? [] : open) say(`${name} is still starting (crash-only status)`)
  await failOnDeaths(paths, project, deaths)
}

function isCrashNow({ event, data }: JournalEvent): boolean {
  return event === 'asked' && data?.how !== undefined
}

function lifeOf({ name = '', incarnation = 0 }: JournalEvent): string {
  return `${name}.${incarnation}`
}

/** Fails with one line when something died at its first start. */
async function failOnDeaths(paths: ProjectPaths, project: ResolvedProject, deaths: readonly JournalEvent[]): Promise<void> {
  const hopeless = deaths.find(isHopeless)
  if (hopeless !== undefined) await endHopeless(paths, project, hopeless)
  const [death] = deaths
  if (death === undefined) return
  throw tryAgainLater(
    `${death.name ?? ''} died at its start: ${death.why ?? ''} ` +
    '(it is tried again and again; correct it, or crash-only stop; its output: crash-only logs)',
  )
}

/** A first death after which it is pointless to go on: no next start can do better. */
export function isHopeless(event: JournalEvent): boolean {
  const isPortTaken = (event.why ?? '').includes('EADDRINUSE') && event.data?.socket !== 'let-go'
  return event.event === 'exited' && (isPortTaken || event.data?.daemonised === true)
}

/** Ends the project, so that nothing is left running, and fails with what to do. */
export async function endHopeless(
  paths: ProjectPaths, { processes }: Pick<ResolvedProject, 'processes'>, event: JournalEvent,
): Promise<never> {
  const { name = '', why = '', data } = event
  if (data?.daemonised !== true) {
    await endProject(paths, 'a port is in use')
    const remedy = 'stop the program that has the port, or choose another; nothing is left running'
    throw tryAgainLater(`${name} cannot start: ${why} (${remedy})`)
  }
  await endProject(paths, 'it put itself in the background')
  const spec = processes.find((one) => one.name === name)
  const option = spec === undefined ? '' : `run it in the foreground: ${foregroundOption(spec)}; `
  throw badInput(`${name} put itself in the background, where nobody can see it die (${option}nothing is left running)`)
}

/** Says what is no mistake, but will not work well. */
export function giveAdvice(processes: readonly ProcessSpec[]): void {
  for (const spec of processes) {
    const advice = findTwoSupervisors(spec)
    if (advice !== undefined) process.stderr.write(`crash-only: ${spec.name}: ${advice}\n`)
  }
}

export async function endProject(paths: ProjectPaths, why: string): Promise<void> {
  const gone = whenRestarterGone(paths)
  await ask(paths, { do: 'stop', why })
  await gone
}

async function after(ms: number): Promise<false> {
  return new Promise((resolve) => { setTimeout(() => { resolve(false) }, ms).unref() })
}
