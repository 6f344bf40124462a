import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect } from 'vitest'

import { eventually } from '../../helpers/eventually.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../../helpers/supervised-project.ts'

const triesMax = 3

export interface CrashPoint {
  /** By the name of its file: a role, or the command itself. */
  readonly program: 'restarter' | 'watchdog' | 'crash-only'
  /** 0: nobody dies. */
  readonly n: number
}

/**
 * A project's whole life: a start, a program that is stopped (so that it is flagged, killed, restarted, verified), and
 * the end. One of our programs dies at its n-th operation on the disk, wherever that is; all the rest must come out right.
 * @returns at what it died (empty: it did not get that far); with n = 0, all operations, each with the number that it has in its process
 */
export async function liveWithCrashAt({ program, n }: CrashPoint): Promise<string> {
  const env = { NODE_OPTIONS: `--import ${join(import.meta.dirname, 'dying-disk.mjs')}` }
  const project = await makeProject({ 'crash-only.json': configOf({ one: ['/bin/sh', join(programs, 'only-one.sh')] }) }, { env })
  const mark = join(project.folder, '..', 'mark')
  project.env['CRASH_ONLY_CRASH_POINT'] = `${program}:${n}:${mark}`

  await live(project).catch(async (error: unknown) => {
    throw new Error(`died at ${await textOf(mark)}; then:\n${await told(project)}`, { cause: error })
  })
  return (await textOf(mark)).trim()
}

async function live(project: SupervisedProject): Promise<void> {
  await succeed(project, 'start')
  const first = await eventually('a copy runs', async () => living(project))
  process.kill(first, 'SIGSTOP')
  await eventually('another copy runs', async () => {
    const now = await living(project)
    return now !== undefined && now !== first
  })
  await eventually('it was verified', async () => (await project.events()).some(({ event }) => event === 'verified'))
  await succeed(project, 'stop')
  await eventually('nothing is left', async () => (await project.pids()).length === 0, 5_000)
  expect(await readLives(project)).not.toContain('TWICE')
}

async function told(project: SupervisedProject): Promise<string> {
  const events = await project.events()
  const lines = events.map(({ t, role, pid, event, incarnation, why }) => `${t} ${role} ${pid} ${event} ${incarnation ?? ''} ${why ?? ''}`)
  return lines.join('\n')
}

/** A command that met one of our programs dying may say so; then it works at the next try, or the one after that. */
async function succeed(project: SupervisedProject, command: 'start' | 'stop'): Promise<void> {
  const said: string[] = []
  for (let tried = 0; tried < triesMax; tried += 1) {
    const { code, stderr } = await project.crashOnly(command)
    if (code === 0) return
    if (code !== null) expect(stderr).toMatch(/^crash-only: .*\n$/u) // else it died itself
    said.push(stderr)
  }
  throw new Error(`${command} failed ${triesMax} times: ${said.join('')}`)
}

/** The copy of the program that lives and is not stopped. Not the system is asked but the copies themselves: each notes its pid. */
async function living(project: SupervisedProject): Promise<number | undefined> {
  for (const pid of (await readLives(project)).split('\n').filter((line) => /^\d+$/u.test(line)).map(Number)) {
    const stat = await textOf(`/proc/${pid}/stat`)
    if (/^\d+ \(.*\) [RSD]/u.test(stat)) return pid
  }
  return undefined
}

async function readLives({ folder }: SupervisedProject): Promise<string> {
  return textOf(join(folder, 'lives.txt'))
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
