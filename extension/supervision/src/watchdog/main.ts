/**
 * The watchdog: only looks. Monitor -> flag -> remediate (ask the restarter) -> verify. It never spawns a process of the
 * user; it raises the restarter when that dies.
 *
 * Arguments: the project folder's real path.
 * Reads: project.json, processes/, heartbeats/, flags/.
 * Writes: flags/, asks/, its own heartbeat, the journal.
 * After a crash at any line: the restarter raises another one; flags that were up are taken over, and all clocks of
 * silence start afresh, so its own death never accuses anybody.
 * Exit codes: 0 the project ended, or another watchdog guards it; 1 a bug (it is raised again).
 */
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { monotonicMs, wallTime } from '../platform/clock.ts'
import { bootId } from '../platform/process-identity.ts'
import { spawnRole } from '../platform/spawn-role.ts'
import { openJournal } from '../state/journal-writer.ts'
import { projectPaths } from '../state/project-paths.ts'
import { readProject } from '../state/project.ts'
import { introduceOurselves, type RestarterLine } from './restarter-line.ts'
import { Watchdog } from './watchdog.ts'

const comeUpDeadlineMs = 3_000
const firstPauseMs = 5
const longestPauseMs = 200

const paths = projectPaths(process.argv[2] ?? '')
const restarterProgram = join(dirname(process.argv[1] ?? ''), 'restarter.mjs')
const journal = openJournal({ directory: paths.events, role: 'watchdog', boot: await bootId(), clock: { monotonicMs, wallTime } })
const watchdog = new Watchdog(paths, journal)

watchdog.line = await meetRestarter()
await journal.append({ event: 'role-up' })
await watchdog.takeOverFlags()
for (let plannedMono = monotonicMs(); ;) {
  const everyMs = await watchdog.look(Math.max(0, monotonicMs() - plannedMono))
  plannedMono = monotonicMs() + everyMs
  await delay(everyMs)
}

async function meetRestarter(): Promise<RestarterLine> {
  for (let pauseMs = firstPauseMs, raisedMono = monotonicMs(); ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const met = await introduceOurselves(paths.runtime, (pid) => void lostRestarter(pid))
    if (met === 'taken') process.exit(0)
    if (met !== 'nobody') return met
    if (await isOver()) process.exit(0)
    if (monotonicMs() - raisedMono > comeUpDeadlineMs) {
      raisedMono = monotonicMs()
      await raiseRestarter()
    }
    await delay(pauseMs)
  }
}

async function lostRestarter(pid: number): Promise<void> {
  watchdog.line = null
  if (await isOver()) process.exit(0)
  void journal.append({ event: 'role-lost', why: 'the life line ended', data: { role: 'restarter', pid } })
  await raiseRestarter()
  watchdog.line = await meetRestarter()
}

/** An end that was only begun goes on: whoever comes up reads the wish. */
async function isOver(): Promise<boolean> {
  const project = await readProject(paths)
  return project === undefined || project.wish === 'ended'
}

async function raiseRestarter(): Promise<void> {
  await spawnRole({ program: restarterProgram, args: [paths.folder, 'watched'], log: join(paths.state, 'supervision.log') })
}
