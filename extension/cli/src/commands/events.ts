import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import { describeEvent } from '../describe-event.ts'
import { parseDurationMs } from '../duration.ts'
import { badInput } from '../failure.ts'
import { say } from '../output.ts'
import { openFollowerFromBeginning } from '../project/follow-journal.ts'
import { openProject } from '../project/open-project.ts'

export interface EventsOptions {
  readonly json?: boolean
  readonly follow?: boolean
  readonly since?: string
}

/** `crash-only events`: the journal, in words or as it stands. */
export async function events(options: EventsOptions): Promise<void> {
  const paths = await openProject()
  const since = options.since === undefined ? '' : sinceWhen(options.since)
  const print = (event: JournalEvent): void => {
    if (event.t < since) return
    const line = options.json === true ? JSON.stringify(event) : inWords(event)
    if (line !== undefined) say(line)
  }
  const follower = await openFollowerFromBeginning(paths, print)
  if (options.follow === true) await follower.follow((event) => { print(event); return false })
}

function inWords(event: JournalEvent): string | undefined {
  const line = describeEvent(event)
  return line === undefined ? undefined : `${event.t}  ${line}`
}

/** A time, or an age such as `10m`, as ISO text: ISO times in UTC sort as they follow each other. */
function sinceWhen(text: string): string {
  const age = parseDurationMs(text)
  const ms = age === undefined ? Date.parse(text) : Date.now() - age
  if (Number.isNaN(ms)) throw badInput(`--since ${text}: not a time (give 10m, 2h, 1d or 2026-01-31T10:00)`)
  return new Date(ms).toISOString()
}
