import { setInterval } from 'node:timers'

import type { LastCrash } from '../../../supervision/src/state/history.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import type { ProcessStatus, Status } from '../../../supervision/src/state/status.ts'
import { describeBoot } from '../boot/describe-boot.ts'
import { readBootReports } from '../boot/read-boot-reports.ts'
import { figureCells, figureHeadings, msInWords } from '../figures.ts'
import { inPlace, inWords, say } from '../output.ts'
import { openFollower } from '../project/follow-journal.ts'
import { circumstances } from '../project/circumstances.ts'
import { observe } from '../project/observe.ts'
import { openProject } from '../project/open-project.ts'
import { table } from '../table.ts'

const clearScreen = '\u001B[2J\u001B[H'
const agesMoveEveryMs = 1_000

export interface StatusOptions {
  readonly json?: boolean
  readonly watch?: boolean
  readonly boot?: boolean
}

/** `crash-only status [--json|--watch|--boot]`: what runs, the counts, recovery times, who guards; or how it starts. */
export async function status(options: StatusOptions): Promise<void> {
  const paths = await openProject()
  const show = options.boot === true ? showBoots : showStatus
  const clear = options.watch === true && options.json !== true ? clearScreen : ''
  const as = options.json === true ? 'json' : 'text'
  const again = async (): Promise<void> => { say(clear + (await show(paths, await observe(paths), as))) }
  await again()
  if (options.watch !== true) return
  const follower = await openFollower(paths)
  setInterval(() => void again(), agesMoveEveryMs)
  await follower.follow(() => { void again(); return false })
}

type Show = (paths: ProjectPaths, now: Status, as: 'json' | 'text') => Promise<string>

const showStatus: Show = async (_paths, now, as) => Promise.resolve(as === 'json' ? JSON.stringify(now) : render(now))

const showBoots: Show = async (paths, now, as) => {
  const reports = await readBootReports(paths, now.processes)
  if (as === 'json') {
    const processes = reports.map(({ process, report }) => ({ ...process, boot: { ...process.boot, ...report } }))
    return JSON.stringify({ ...now, processes })
  }
  if (reports.length === 0) return `${now.project}: nothing was started here yet (crash-only start)`
  return [`${now.project}:`, ...reports.flatMap(({ process, report }) => describeBoot(process, report))].join('\n')
}

function render({ project, supervision, refused, processes }: Status): string {
  const { restarter, watchdog, relay } = supervision
  const isAlive = processes.some(({ pid }) => pid !== null)
  const unguarded = isAlive ? 'it runs, but nobody supervises it (crash-only start adopts it)' : 'does not run (crash-only start)'
  const guards = restarter === null ? unguarded : `guarded by restarter ${restarter.pid}, watchdog ${watchdog?.pid ?? 'on its way'}`
  const [rows, figures] = [table(headings, processes.map(cells)), table(figureHeadings, processes.map(figureCells))]
  const crashes = processes.flatMap(({ name, lastCrash }) => (lastCrash === null ? [] : [describeCrash(name, lastCrash)]))
  const notes = processes.flatMap((process) => circumstances(process).map((note) => `${process.name}: ${note}`))
  const refusal = refused === null ? [] : [`refused: ${refused}`]
  const lines = processes.length === 0 ? [] : [...rows, ...notes, '', ...figures, ...crashes]
  return [`${project}: ${guards}`, ...describeRelay(relay), ...refusal, ...lines].join('\n')
}

function describeRelay(relay: Status['supervision']['relay']): string[] {
  if (relay === null) return []
  const { pid, state, target, timeoutMs } = relay
  const soon = timeoutMs === null ? 'soon' : `within ${inWords(timeoutMs)}`
  const notes = { lost: `: it died, and what it fed acts ${soon}`, starving: `: it kicks no more, and what it feeds acts ${soon}` }
  return [`relay ${pid}: ${target} is ${state}${state === 'lost' || state === 'starving' ? notes[state] : ''}`]
}

const headings = ['name', 'state', 'pid', 'up', 'boot', 'spare', 'heartbeat']

function cells({ name, state, pid, upMs, boot, spare, heartbeat }: ProcessStatus): string[] {
  return [
    name, state, String(pid ?? '-'), pid === null ? '-' : inWords(upMs), msInWords(boot.lastMs), spare?.level ?? '-',
    heartbeat === null ? '-' : `${inWords(heartbeat.ageMs)} ago, limit ${inWords(heartbeat.staleAfterMs)}`,
  ]
}

function describeCrash(name: string, { kind, at, reason, doing, where, tail }: LastCrash): string {
  const printed = tail.map((line) => `\n  | ${line}`).join('')
  return `${name}: last ${kind} ${at}: ${reason}${doing === null ? '' : `, ${doing}`}${inPlace(where)}${printed}`
}
