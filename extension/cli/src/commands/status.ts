import { setInterval } from 'node:timers'

import type { LastCrash } from '../../../supervision/src/state/history.ts'
import type { ProcessStatus, Status } from '../../../supervision/src/state/status.ts'
import { inPlace, inWords, say } from '../output.ts'
import { openFollower } from '../project/follow-journal.ts'
import { circumstances } from '../project/circumstances.ts'
import { observe } from '../project/observe.ts'
import { openProject } from '../project/open-project.ts'

const clearScreen = '\u001B[2J\u001B[H'
const agesMoveEveryMs = 1_000

/** `crash-only status [--json|--watch]`: what runs, the counts, recovery times, who guards. */
export async function status(options: { readonly json?: boolean; readonly watch?: boolean }): Promise<void> {
  const paths = await openProject()
  const print = options.json === true
    ? (now: Status) => { say(JSON.stringify(now)) }
    : (now: Status) => { say((options.watch === true ? clearScreen : '') + render(now)) }
  print(await observe(paths))
  if (options.watch !== true) return
  const follower = await openFollower(paths)
  const again = async (): Promise<void> => { print(await observe(paths)) }
  setInterval(() => void again(), agesMoveEveryMs)
  await follower.follow(() => { void again(); return false })
}

function render({ project, supervision, processes }: Status): string {
  const { restarter, watchdog, relay } = supervision
  const isAlive = processes.some(({ pid }) => pid !== null)
  const unguarded = isAlive ? 'it runs, but nobody supervises it (crash-only start adopts it)' : 'does not run (crash-only start)'
  const guards = restarter === null ? unguarded : `guarded by restarter ${restarter.pid}, watchdog ${watchdog?.pid ?? 'on its way'}`
  const rows = processes.length === 0 ? [] : table(processes)
  const crashes = processes.flatMap(({ name, lastCrash }) => (lastCrash === null ? [] : [describeCrash(name, lastCrash)]))
  const notes = processes.flatMap((process) => circumstances(process).map((note) => `${process.name}: ${note}`))
  return [`${project}: ${guards}`, ...describeRelay(relay), ...rows, ...notes, ...crashes].join('\n')
}

function describeRelay(relay: Status['supervision']['relay']): string[] {
  if (relay === null) return []
  const { pid, state, target, timeoutMs } = relay
  const soon = timeoutMs === null ? 'soon' : `within ${inWords(timeoutMs)}`
  const notes = { lost: `: it died, and what it fed acts ${soon}`, starving: `: it kicks no more, and what it feeds acts ${soon}` }
  return [`relay ${pid}: ${target} is ${state}${state === 'lost' || state === 'starving' ? notes[state] : ''}`]
}

const headings = ['name', 'state', 'pid', 'up', 'crashes', 'hangs', 'restarts', 'recovery median', 'heartbeat']

function table(processes: readonly ProcessStatus[]): string[] {
  const rows = [headings, ...processes.map(cells)]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
}

function cells(process: ProcessStatus): string[] {
  const { recovery, heartbeat } = process
  return [
    process.name, process.state, String(process.pid ?? '-'), process.pid === null ? '-' : inWords(process.upMs),
    String(process.crashes), String(process.hangs), String(process.restarts),
    recovery.medianMs === null ? '-' : inWords(recovery.medianMs),
    heartbeat === null ? '-' : `${inWords(heartbeat.ageMs)} ago, limit ${inWords(heartbeat.staleAfterMs)}`,
  ]
}

function describeCrash(name: string, { kind, at, reason, doing, where, tail }: LastCrash): string {
  const printed = tail.map((line) => `\n  | ${line}`).join('')
  return `${name}: last ${kind} ${at}: ${reason}${doing === null ? '' : `, ${doing}`}${inPlace(where)}${printed}`
}
