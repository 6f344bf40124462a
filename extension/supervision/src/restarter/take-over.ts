import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProjectHistory } from '../state/history.ts'
import type { IncarnationRecord } from '../state/incarnation-record.ts'
import { reportDeath } from './death/death-report.ts'
import { forgetIncarnation, sweepStrays } from './life/life.ts'
import type { SpawnPlace } from './life/spawn-incarnation.ts'

export interface TakeOver extends SpawnPlace {
  readonly journal: JournalWriter
  readonly history: ProjectHistory
}

/** Tells of a death that no restarter saw, unless the one before us had told it already. */
export async function tellDeath(takeOver: TakeOver, record: IncarnationRecord): Promise<void> {
  const { paths, journal, history } = takeOver
  const { name, incarnation } = record
  const known = history.processes.get(name)
  // Nobody swept when it died. Not by its group: that number may be another's since.
  await sweepStrays(takeOver, name, incarnation)
  const isTold = (known?.incarnation ?? 0) >= incarnation && known?.pid === null
  const { why, data } = await reportDeath(paths, { name, incarnation, marks: null, killed: null }, { exitCode: null, signal: null })
  if (!isTold) await journal.append({ event: 'exited', name, incarnation, why, data: { ...data, kind: 'crash' } })
  await forgetIncarnation(paths, name, incarnation)
}

/** Tells of a life whose spawning restarter died before it could. @returns whether it was ready when it was last heard of */
export async function tellLife({ journal, history }: TakeOver, { name, incarnation, pid }: IncarnationRecord): Promise<boolean> {
  const known = history.processes.get(name)
  if ((known?.incarnation ?? 0) < incarnation) {
    await journal.append({ event: 'spawned', name, incarnation, why: 'found alive', data: { pid, first: !isMidRun(history, name) } })
  }
  return known?.incarnation === incarnation && (known.state === 'up' || known.state === 'suspect')
}

/** A run that was not stopped goes on, also when nobody was there to see its last death. */
export function isMidRun(history: ProjectHistory, name: string): boolean {
  const known = history.processes.get(name)
  return known !== undefined && known.state !== 'stopped'
}
