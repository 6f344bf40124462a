import type { CrashWay } from '../../../supervision/src/state/control.ts'
import { crashWays, isCrashWay } from '../../../supervision/src/state/control.ts'
import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { describeEvent } from '../describe-event.ts'
import { badInput, Failure, exitCodes, tryAgainLater } from '../failure.ts'
import { inWords, say } from '../output.ts'
import { ask } from '../project/control-client.ts'
import { openFollower } from '../project/follow-journal.ts'
import { observe } from '../project/observe.ts'
import { openProject } from '../project/open-project.ts'

const backDeadlineMs = 60_000

/** `crash-only crash-now [NAME] --how WAY`: crashes it now, and tells how it came back. */
export async function crashNow(name: string | undefined, options: { readonly how: string }): Promise<void> {
  const { how } = options
  if (!isCrashWay(how)) throw badInput(`--how ${how}: there is no such way (there is: ${crashWays.join(', ')})`)
  const paths = await openProject()
  const chosen = name ?? await onlyName(paths)
  const follower = await openFollower(paths)
  const { incarnation = 0 } = await ask(paths, { do: 'crash', name: chosen, how })
  const before = Date.now()
  let death: JournalEvent | undefined
  const back = follower.follow((event) => {
    if (event.name !== chosen || (event.incarnation ?? 0) < incarnation) return false
    if (event.event === 'exited') { death = event; say(describeEvent(event) ?? '') }
    return event.event === 'ready' && event.incarnation !== incarnation
  })
  await Promise.race([back, failLater(chosen, how, () => death !== undefined)])
  say(`${chosen}: back, ${inWords(Date.now() - before)} after the command`)
  process.exit(exitCodes.done)
}

async function onlyName(paths: ProjectPaths): Promise<string> {
  const { processes } = await observe(paths)
  const names = processes.filter(({ pid }) => pid !== null).map(({ name }) => name)
  const [only] = names
  if (only === undefined) throw tryAgainLater(`nothing is running in ${paths.folder} (crash-only start)`)
  if (names.length > 1) throw badInput(`which one? (there is: ${names.join(', ')})`)
  return only
}

async function failLater(name: string, how: CrashWay, isDead: () => boolean): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => {
      const what = isDead() ? 'did not come back' : `did not die (does it catch its own crash? --how ${how})`
      reject(new Failure(`${name} ${what} within ${inWords(backDeadlineMs)} (crash-only events)`, exitCodes.problemFound))
    }, backDeadlineMs)
  })
}
