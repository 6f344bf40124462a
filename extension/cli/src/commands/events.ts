import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import { describeEvent } from '../describe-event.ts'
import { badInput } from '../failure.ts'
import { say } from '../output.ts'
import { openFollowerFromBeginning } from '../project/follow-journal.ts'
import { openProject } from '../project/open-project.ts'

export interface EventsOptions {
  readonly json?: boolean
  readonly follow?: boolean
  readonly since?: string
}

const unitsMs: Partial<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

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
  const [, amount, unit] = /^(\d+)([smhd])$/u.exec(text) ?? []
  const ms = unit === undefined ? Date.parse(text) : Date.now() - Number(amount) * (unitsMs[unit] ?? 0)
  if (Number.isNaN(ms)) throw badInput(`--since ${text}: not a time (give 10m, 2h, 1d or 2026-01-31T10:00)`)
  return new Date(ms).toISOString()
}
