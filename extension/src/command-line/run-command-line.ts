import { execFile, type ExecFileException } from 'node:child_process'

import { isGone } from '../project/real-folder.ts'
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
export async function runCommandLine(commandLine: CommandLine): Promise<Outcome> {
  return (await runAndRead(commandLine)).outcome
}

interface Ended {
  readonly outcome: Outcome
  readonly printed: string
}

/** The same, with what it printed. */
export async function runAndRead(commandLine: CommandLine): Promise<Ended> {
  const { folder } = commandLine
  const ended = await runToEnd(commandLine)
  // The system says of a folder that is gone that the program is.
  if (ended.outcome.kind === 'done' || !(await isGone(folder))) return ended
  return { ...ended, outcome: { kind: 'folder-gone', line: `the folder ${folder} is gone` } }
}

async function runToEnd({ program, args, folder }: CommandLine): Promise<Ended> {
  const env = programEnvironment(process.env)
  const options = { cwd: folder, env, timeout: deadlineMs, killSignal: 'SIGKILL' } as const
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, printed, stderr) => {
      resolve({ outcome: outcomeOf({ exitCode: exitCodeOf(error), stderr, reason: error?.message ?? '' }), printed })
    })
  })
}

function exitCodeOf(error: ExecFileException | null): number | null {
  if (error === null) return 0
  return typeof error.code === 'number' ? error.code : null
}
