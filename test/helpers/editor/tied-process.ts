import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

import { killGroup } from '../../../extension/supervision/src/platform/process-identity.ts'

/** A process that cannot outlive this one: not after Ctrl-C, not after `kill -9`, and without any signal handler. */
export interface TiedProcess {
  /** Leader of the group that `kill` kills. */
  readonly pid: number
  /** Resolves with the exit code when it is gone. */
  readonly ended: Promise<number>
  readonly kill: () => void
}

export interface TiedCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** Output is appended to this file, never piped: a pipe would break when we die, and the program with it. */
  readonly outputFile: string
}

export async function startTied(tied: TiedCommand): Promise<TiedProcess> {
  const output = await open(tied.outputFile, 'a')
  const guardian = spawn(process.execPath, [guardianProgram, tied.command, ...tied.args], {
    cwd: tied.cwd,
    env: tied.env,
    detached: true,
    stdio: ['ignore', output.fd, output.fd, 'pipe'],
  })
  const ended = waitForEnd(guardian)
  await output.close()
  const { pid } = guardian
  if (pid === undefined) throw new Error(`editor: cannot start ${tied.command}`)
  return { pid, ended, kill: () => { killGroup(pid); } }
}

const guardianProgram = join(import.meta.dirname, 'guardian.ts')

async function waitForEnd(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => { resolve(code ?? 137); })
  })
}
