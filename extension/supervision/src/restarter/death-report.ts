import { constants } from 'node:os'

import type { EventData } from '../state/event.ts'
import { diagnosisPath, placeInStack, readDiagnosis } from '../state/diagnosis.ts'
import type { ProjectPaths } from '../state/project-paths.ts'

/** How an incarnation's end was seen. An adopted one is not our child: the kernel tells its end, not its exit code. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: string | null
}

const commandNotFoundExit = 127

/** Why it died, in words a person understands, and the line of code where there is one. */
export async function reportDeath(
  paths: ProjectPaths,
  of: { readonly name: string; readonly incarnation: number },
  ending: Ending,
): Promise<{ why: string; data: EventData }> {
  const diagnosis = await readDiagnosis(diagnosisPath(paths, of.name, of.incarnation)).catch(() => undefined)
  const data = { exitCode: ending.exitCode, signal: ending.signal }
  // A noted exception explains an exit code. A signal came from elsewhere, whatever a helper process noted before.
  if (diagnosis === undefined || ending.signal !== null) return { why: describeEnding(ending), data }
  return { why: diagnosis.message, data: { ...data, where: placeInStack(diagnosis.stack) } }
}

function describeEnding({ exitCode, signal }: Ending): string {
  if (signal !== null) return describeSignal(signal)
  if (exitCode === null) return 'died while it was not our child; its exit code is unknown'
  if (exitCode === commandNotFoundExit) return 'exit code 127: the shell did not find the command'
  // A shell tells of its child's signal by 128 + its number (sh(1), EXIT STATUS).
  const [ofShell] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? []
  if (ofShell !== undefined) return describeSignal(ofShell)
  return exitCode === 0 ? 'ended by itself (exit code 0)' : `exit code ${exitCode}`
}

function describeSignal(signal: string): string {
  if (signal === 'SIGKILL') return 'killed (SIGKILL)'
  if (signal === 'SIGSEGV') return 'native crash (SIGSEGV)'
  if (signal === 'SIGABRT') return 'aborted (SIGABRT): a native failure, or out of memory'
  return `killed by ${signal}`
}
