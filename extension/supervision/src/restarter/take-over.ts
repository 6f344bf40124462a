import type { JournalWriter } from '../state/journal-writer.ts'
import type { ProjectHistory } from '../state/history.ts'
import type { IncarnationRecord } from '../state/incarnation-record.ts'
import type { ProjectPaths } from '../state/project-paths.ts'
import { reportDeath } from './death-report.ts'
import { forgetIncarnation } from './life.ts'

export interface TakeOver {
  readonly paths: ProjectPaths
  readonly journal: JournalWriter
  readonly history: ProjectHistory
}

/** Tells of a death that no restarter saw, unless the one before us had told it already. */
export async function tellDeath({ paths, journal, history }: TakeOver, record: IncarnationRecord): Promise<void> {
  const { name, incarnation } = record
  const known = history.processes.get(name)
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
