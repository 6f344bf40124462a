import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { readBytesFrom } from '../../platform/durable-file.ts'
import { readOomKills } from '../../platform/oom-kills.ts'
import { diagnosisPath, hangDiagnosisPath, readHang, readUncaught } from '../../state/diagnosis.ts'
import type { EventData } from '../../state/event.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import { placeAbove, placeInStack } from '../../state/stack.ts'
import { readCodeLine } from './code-line.ts'
import { describeEnding, type Ending } from './describe-ending.ts'
import { mapStack } from './source-map.ts'

const printedBytesMax = 16_000
const tailLinesMax = 10
const tailLineCharactersMax = 200
const stackCharactersMax = 1_200

/** What is noted of a life at its begin, to understand its end. */
export interface LifeMarks {
  readonly oomKills: number | null
  /** Size of its output file. */
  readonly outputBytes: number
  /** Wall time, as the modification times of files have it. */
  readonly beganMs: number
}

export interface Dead {
  readonly name: string
  readonly incarnation: number
  /** Null: an earlier restarter spawned it, and noted nothing that we know. */
  readonly marks: LifeMarks | null
  /** Why it was killed, where we did that, and what it was doing then. */
  readonly killed: { readonly kind: string; readonly why: string; readonly doing?: string } | null
}

export async function markLife(paths: ProjectPaths, name: string): Promise<LifeMarks> {
  const { size } = await stat(outputPath(paths, name)).catch(() => ({ size: 0 }))
  return { oomKills: await readOomKills(), outputBytes: size, beganMs: Date.now() }
}

/** Why it died, in words a person understands, and the line of code where there is one. */
export async function reportDeath(paths: ProjectPaths, dead: Dead, ending: Ending): Promise<{ why: string; data: EventData }> {
  const printed = await lastPrinted(paths, dead)
  const tail = printed.slice(-tailLinesMax).map((line) => line.slice(0, tailLineCharactersMax))
  const head: EventData = { exitCode: ending.exitCode, signal: ending.signal, ...(tail.length > 0 && { tail }) }
  if (dead.killed?.kind === 'hang') return reportHang(paths, dead, dead.killed, head)
  if (dead.killed !== null) return { why: dead.killed.why, data: head }
  // A noted exception explains an exit code. A signal came from elsewhere, whatever a helper process noted before.
  const uncaught = ending.signal === null ? await readUncaught(diagnosisPath(paths, dead.name, dead.incarnation)) : undefined
  if (uncaught !== undefined) return { why: uncaught.message, data: { ...head, ...await placeOf(uncaught.stack, dead.marks, printed) } }
  const oomKills = dead.marks?.oomKills ?? null
  const isOomKill = ending.signal === 'SIGKILL' && oomKills !== null && ((await readOomKills()) ?? 0) > oomKills
  return { why: describeEnding(ending, { isOomKill, printed: printed.join('\n') }), data: head }
}

async function reportHang(
  paths: ProjectPaths, { name, incarnation, marks }: Dead, { why, doing }: { why: string; doing?: string }, head: EventData,
): Promise<{ why: string; data: EventData }> {
  const hang = await readHang(hangDiagnosisPath(paths, name, incarnation))
  const [call = '', ...callStack] = (hang?.inCall ?? '').split('\n')
  const place = await placeOf(hang?.stack === '' ? callStack.join('\n') : (hang?.stack ?? ''), marks)
  const hasStack = hang !== undefined && hang.stack !== ''
  const what = [call === '' ? '' : `in ${call}`, hasStack ? '' : (doing ?? '')].filter((part) => part !== '')
  return { why, data: { ...head, ...place, ...(what.length > 0 && { doing: what.join(', ') }) } }
}

/** @param printed of a syntax error in an ES module, the place stands only there */
async function placeOf(stack: string, marks: LifeMarks | null, printed: readonly string[] = []): Promise<EventData> {
  if (stack === '') return {}
  const mapped = await mapStack(stack)
  const isSyntax = /^SyntaxError\b/mu.test(stack)
  const where = placeInStack(mapped) ?? (isSyntax ? (placeAbove(stack.split('\n')) ?? placeAbove(printed)) : null)
  const code = where === null || marks === null ? undefined : await readCodeLine(where, marks.beganMs)
  return { where, stack: mapped.slice(0, stackCharactersMax), ...(code !== undefined && { code }) }
}

async function lastPrinted(paths: ProjectPaths, { name, marks }: Dead): Promise<string[]> {
  if (marks === null) return []
  const path = outputPath(paths, name)
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  const { bytes } = await readBytesFrom(path, Math.max(marks.outputBytes > size ? 0 : marks.outputBytes, size - printedBytesMax))
  return bytes.toString('utf8').split('\n').filter((line) => line.trim() !== '')
}

function outputPath(paths: ProjectPaths, name: string): string {
  return join(paths.logs, `${name}.log`)
}
