import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Report } from './debian-packages.ts'
import { startTied } from './tied-process.ts'

export interface StepTools {
  readonly env: NodeJS.ProcessEnv
  readonly report: Report
}

export interface StepPlace extends StepTools {
  readonly cwd: string
  /** Where the log of all steps stands. */
  readonly folder: string
}

const stepDeadlineMs = 10 * 60_000
const shownOnFailure = 12

/** One npm command of the installation. It dies with us, so that no npm writes on in a folder that we gave up. */
export async function runStep(what: string, place: StepPlace, npmArgs: readonly string[]): Promise<void> {
  place.report(`editor: ${what}`)
  const outputFile = join(place.folder, 'install.log')
  const step = await startTied({ command: 'npm', args: npmArgs, cwd: place.cwd, env: place.env, outputFile })
  const deadline = setTimeout(step.kill, stepDeadlineMs)
  const code = await step.ended
  clearTimeout(deadline)
  if (code === 0) return
  throw new Error(`editor: cannot install ${what}: npm exits with ${code}:\n${await lastLines(outputFile)}`)
}

async function lastLines(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  return lines.slice(-shownOnFailure).join('\n')
}
