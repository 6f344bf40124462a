import { execFile, type ExecFileException } from 'node:child_process'

import { type Outcome, outcomeOf } from './outcome.ts'
import { programEnvironment } from './program-environment.ts'

// `crash-now` waits up to a minute for the program to come back.
const deadlineMs = 90_000

export interface CommandLine {
  /** Absolute path of the bundled `crash-only.js`. */
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
}

/** Runs our command, the one path for everything that acts: what the editor can do, a terminal can do. */
export async function runCommandLine({ program, args, folder }: CommandLine): Promise<Outcome> {
  const env = programEnvironment(process.env)
  const options = { cwd: folder, env, timeout: deadlineMs, killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, _stdout, stderr) => {
      resolve(outcomeOf({ exitCode: exitCodeOf(error), stderr, reason: error?.message ?? '' }))
    })
  })
}

function exitCodeOf(error: ExecFileException | null): number | null {
  if (error === null) return 0
  return typeof error.code === 'number' ? error.code : null
}
