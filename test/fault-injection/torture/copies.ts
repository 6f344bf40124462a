import { readFile } from 'node:fs/promises'

import { isDying, isSpare } from '../../helpers/process-kind.ts'
import type { SupervisedProject } from '../../helpers/supervised-project.ts'

/** What of a project lives at one instant: pids by what they are. */
export interface Census {
  readonly program: readonly number[]
  readonly spare: readonly number[]
  readonly restarter: readonly number[]
  readonly watchdog: readonly number[]
  readonly other: readonly string[]
}

const kinds = [['program', 'server.mjs'], ['restarter', 'restarter.mjs'], ['watchdog', 'watchdog.mjs']] as const

/** By the command lines of all processes that have the project's environment; a zombie has none. */
export async function census(project: SupervisedProject, commandPid: number): Promise<Census> {
  const none = (): number[] => []
  const found = { program: none(), spare: none(), restarter: none(), watchdog: none(), other: [] as string[] }
  for (const pid of await project.pids()) {
    if (pid === commandPid) continue
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line === '') continue
    const kind = kinds.find(([, file]) => line.includes(file))?.[0]
    if (kind === undefined) found.other.push(line.replaceAll('\0', ' '))
    else if (kind === 'program' && (await isSpare(pid, project.paths))) found.spare.push(pid)
    else if (!(await isDying(pid))) found[kind].push(pid)
  }
  return found
}
