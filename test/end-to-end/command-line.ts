import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const repository = join(import.meta.dirname, '../..')

const command = join(repository, 'extension/cli/bin/crash-only.js')
/** A hang is told by time, and the machine may be at its limit: a minute was not enough once. */
const commandDeadlineMs = 2 * 60_000

export interface CommandPlace {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** What `status --json` says about one process, as far as these tests look. */
export interface ProcessStatus {
  readonly name: string
  readonly state: string
  readonly pid: number | null
  readonly crashes: number
  readonly hangs: number
  readonly heartbeat: { readonly ageMs: number } | null
}

/** Runs `crash-only` as a user does in a terminal. Rejects with its error output when it does not end with 0. */
export async function crashOnly(place: CommandPlace, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { ...place, timeout: commandDeadlineMs }
    execFile(process.execPath, [command, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`crash-only ${args.join(' ')}: ${stderr}`, { cause: error }))
    })
  })
}

export async function readStatus(place: CommandPlace): Promise<readonly ProcessStatus[]> {
  const status = JSON.parse(await crashOnly(place, 'status', '--json')) as { processes: ProcessStatus[] }
  return status.processes
}

/** One program of the project. */
export async function readProgram(place: CommandPlace, name: string): Promise<ProcessStatus> {
  const found = (await readStatus(place)).find((program) => program.name === name)
  if (found === undefined) throw new Error(`status names no ${name}`)
  return found
}
