import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import { readProject } from '../../../supervision/src/state/project.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { projectFromCommand, type ResolvedProject, resolveProject } from '../config/resolve-project.ts'
import { describeEvent } from '../describe-event.ts'
import { tryAgainLater } from '../failure.ts'
import { say } from '../output.ts'
import { bringUp, findSupervision } from '../project/bring-up.ts'
import { type JournalFollower, openFollower } from '../project/follow-journal.ts'
import { followOutput } from '../project/follow-output.ts'
import { inheritSockets } from '../project/inherited-sockets.ts'
import { KeptSockets } from '../project/keep-sockets.ts'
import { keepSupervised } from '../project/keep-supervised.ts'
import { tellSystemd } from '../relay/tell-systemd.ts'
import { leaseForOurLife } from '../project/lease.ts'
import { openProject } from '../project/open-project.ts'
import { endHopeless, giveAdvice, isHopeless, whenEndIsOver } from './start.ts'

export interface RunOptions {
  readonly name?: string
  readonly quiet?: boolean
  readonly systemd?: boolean
}

/**
 * `crash-only run [-- command...]`: in the foreground. The project lives as long as this process does; there is no signal
 * handler: Ctrl-C kills us, the kernel ends our lease, and the restarter ends the project.
 */
export async function run(command: readonly string[], options: RunOptions): Promise<void> {
  const paths = await openProject()
  await whenEndIsOver(paths)
  const isAdopted = (await findSupervision(paths)) !== undefined
  if (isAdopted && command.length > 0) throw tryAgainLater(await alreadyRuns(paths))
  const follower = await openFollower(paths)
  const project = isAdopted ? await readProject(paths) : await resolve(paths, command, options)
  giveAdvice(project?.processes ?? [])
  await leaseForOurLife(paths)
  if (isAdopted) say('crash-only: it is running already; following it')
  const output = options.quiet === true ? undefined : await followOutput(paths, names(project), isAdopted ? 'end' : 'now')
  const sockets = new KeptSockets(await inheritSockets(project?.processes ?? []))
  if (options.systemd === true) await tellSystemd(paths)
  if (!isAdopted && project !== undefined) await bringUp(paths, project, sockets)
  const hopeless = await Promise.race([followEvents(follower, output), keepSupervised(paths, sockets)])
  if (typeof hopeless === 'object') await endHopeless(paths, { processes: project?.processes ?? [] }, hopeless)
  say('crash-only: the project has ended')
  process.exit(0) // its output is still followed; there is nothing to save
}

async function resolve(paths: ProjectPaths, command: readonly string[], { name }: RunOptions): Promise<ResolvedProject> {
  if (command.length === 0) return resolveProject(paths.folder)
  return projectFromCommand(command, { folder: paths.folder, ...(name === undefined ? {} : { name }) })
}

/** Prints what happens. Gives the death that makes it pointless to go on. */
async function followEvents(
  follower: JournalFollower,
  output: { flush(): Promise<void> } | undefined,
): Promise<JournalEvent | undefined> {
  const wereUp = new Set<string>()
  let hopeless: JournalEvent | undefined
  let printed: Promise<void> = Promise.resolve()
  await follower.follow((event) => {
    const { name = '' } = event
    if (event.event === 'ready') wereUp.add(name)
    if (isHopeless(event) && !wereUp.has(name)) hopeless = event
    const line = describeEvent(event)
    if (line !== undefined) printed = printed.then(async () => output?.flush()).then(() => { say(`crash-only: ${line}`) })
    return hopeless !== undefined
  })
  await printed
  return hopeless
}

async function alreadyRuns(paths: ProjectPaths): Promise<string> {
  const running = names(await readProject(paths)).join(', ')
  return `${paths.folder} runs ${running} already (crash-only stop first, or run this in another folder)`
}

function names(project: { readonly processes: readonly { readonly name: string }[] } | undefined): string[] {
  return (project?.processes ?? []).map(({ name }) => name)
}
