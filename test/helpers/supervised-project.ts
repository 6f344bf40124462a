import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { onTestFinished } from 'vitest'

import type { JournalEvent } from '../../extension/supervision/src/state/event.ts'
import { parseEvent } from '../../extension/supervision/src/state/event.ts'
import { findProjectPaths } from '../../extension/supervision/src/state/find-project-paths.ts'
import type { ProjectPaths } from '../../extension/supervision/src/state/project-paths.ts'
import type { ProcessStatus, Status } from '../../extension/supervision/src/state/status.ts'
import { eventually } from './eventually.ts'
import { pidsWith } from './pids-with.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
export const programs = join(import.meta.dirname, '../programs')

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A project in a temporary folder, with its own state and runtime folders; all of it is gone after the test. */
export interface SupervisedProject {
  readonly folder: string
  readonly paths: ProjectPaths
  readonly env: NodeJS.ProcessEnv
  crashOnly(...args: string[]): Promise<CommandResult>
  /** The command in the background; its output is collected. */
  background(...args: string[]): { child: ChildProcess; output: () => string }
  status(): Promise<Status>
  process(name: string): Promise<ProcessStatus>
  /** The process once it is as described. */
  when(name: string, what: string, check: (process: ProcessStatus) => boolean): Promise<ProcessStatus>
  events(): Promise<JournalEvent[]>
  /** Names of requests as files that nobody took yet. */
  asks(): Promise<string[]>
  /** Every process on this machine that belongs to it, by its environment. */
  pids(): Promise<number[]>
  /** SIGKILL of all of them, and of what they still make meanwhile, until none is left. */
  killAll(): Promise<void>
}

export async function makeProject(
  files: Readonly<Record<string, string>>,
  options: { readonly env?: NodeJS.ProcessEnv; readonly node?: string } = {},
): Promise<SupervisedProject> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'co-')))
  const folder = join(home, 'project')
  await mkdir(folder)
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  const env: NodeJS.ProcessEnv = {
    ...process.env, XDG_STATE_HOME: join(home, 'state'), XDG_RUNTIME_DIR: join(home, 'run'), NODE_OPTIONS: '', ...options.env,
  }
  const project = projectIn(folder, env, options.node ?? process.execPath)
  onTestFinished(async () => {
    await project.killAll()
    await rm(home, { recursive: true, force: true })
  })
  return project
}

/** SIGKILL; a process that is gone already is fine. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone
  }
}

/** @param uid of the user who runs the command, where that is another */
export function projectIn(folder: string, env: NodeJS.ProcessEnv, node: string, uid?: number): SupervisedProject {
  const paths = findProjectPaths(folder, env)
  const background: SupervisedProject['background'] = (...args) => {
    const child = spawn(node, [command, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
    return { child, output: () => text }
  }
  const project: SupervisedProject = {
    folder, paths, env, background,
    crashOnly: async (...args) => runToEnd(node, [command, ...args], { cwd: folder, env, ...(uid !== undefined && { uid }) }),
    status: async () => JSON.parse((await project.crashOnly('status', '--json')).stdout) as Status,
    process: async (name) => {
      const found = (await project.status()).processes.find((process) => process.name === name)
      if (found === undefined) throw new Error(`no process ${name}`)
      return found
    },
    when: async (name, what, check) => eventually(`${name} ${what}`, async () => {
      const found = await project.process(name)
      if (check(found)) return found
      throw new Error(`it is ${JSON.stringify(found)}`) // shown as the cause, should it stay so
    }),
    events: async () => readEvents(paths.events),
    asks: async () => readdir(paths.asks),
    pids: async () => pidsWith((variable) => variable === `XDG_RUNTIME_DIR=${env['XDG_RUNTIME_DIR'] ?? ''}`),
    killAll: async () => {
      await eventually('all its processes are gone', async () => {
        const pids = await project.pids()
        pids.forEach(kill)
        return pids.length === 0
      })
    },
  }
  return project
}

export async function runToEnd(
  file: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly uid?: number },
): Promise<CommandResult> {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { stderr += chunk })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => { resolve({ code, stdout, stderr }) })
  })
}

async function readEvents(directory: string): Promise<JournalEvent[]> {
  const names = (await readdir(directory)).sort()
  const texts = await Promise.all(names.map(async (name) => readFile(join(directory, name), 'utf8')))
  return texts.join('').split('\n').map(parseEvent).filter((event) => event !== undefined)
}

/** Text of a `crash-only.json` with these commands. */
export function configOf(commands: Readonly<Record<string, string | readonly string[]>>): string {
  const processes = Object.entries(commands).map(([name, text]) => [name, { command: text }])
  return JSON.stringify({ processes: Object.fromEntries(processes) as unknown })
}
