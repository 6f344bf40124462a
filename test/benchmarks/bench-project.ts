import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { answerOf } from '../helpers/answer-of.ts'
import { freePort } from '../helpers/free-port.ts'
import { type CommandResult, runToEnd } from '../helpers/supervised-project.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const server = join(import.meta.dirname, '../programs/server.mjs')
const answerDeadlineMs = 30_000

/** A server to kill, under one kind of supervision. */
export interface Bench {
  readonly port: number
  readonly env: NodeJS.ProcessEnv
  crashOnly(...args: string[]): Promise<CommandResult>
  end(): Promise<void>
}

/** @param heartbeat as in crash-only.json; the defaults where nothing is given */
export async function underCrashOnly(heartbeat: { readonly staleAfterMs?: number } = {}): Promise<Bench> {
  const bench = await makeBench()
  await bench.crashOnly('run', '--help') // warms the file cache for both sides
  const config = { processes: { server: { command: ['node', server], heartbeat } } }
  await writeFile(join(bench.folder, 'crash-only.json'), JSON.stringify(config), { flag: 'wx' })
  const child = spawn(process.execPath, [command, 'run', '--quiet'], { ...bench.at, stdio: 'ignore' })
  return { ...bench, end: async () => endOf(bench.folder, child) }
}

/** The plainest restarter there is: `while :; do node server.js; done`. */
export async function underShellLoop(): Promise<Bench> {
  const bench = await makeBench()
  const child = spawn('sh', ['-c', `while :; do node ${server}; done`], { ...bench.at, stdio: 'ignore', detached: true })
  return { ...bench, end: async () => { process.kill(-(child.pid ?? 0), 'SIGKILL'); return endOf(bench.folder, child) } }
}

/** Milliseconds until the server answers with another pid than the one before. */
export async function untilAnotherAnswers(port: number, oldPid: number): Promise<{ ms: number; pid: number }> {
  const begin = performance.now()
  while (performance.now() - begin < answerDeadlineMs) {
    const pid = Number((await answerOf(port)) ?? oldPid)
    if (pid !== oldPid) return { ms: performance.now() - begin, pid }
  }
  throw new Error('the server did not come back')
}

/** A folder, a port and the command, with homes of their own. */
export async function makeBench() {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'co-bench-')))
  const port = await freePort()
  const homes = { XDG_STATE_HOME: join(folder, 's'), XDG_RUNTIME_DIR: join(folder, 'r') }
  const env = { ...process.env, ...homes, NODE_OPTIONS: '', PORT: String(port) }
  const at = { cwd: folder, env }
  return { folder, port, env, at, crashOnly: async (...args: string[]) => runToEnd(process.execPath, [command, ...args], at) }
}

export async function endOf(folder: string, child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}
