import { type ChildProcess, spawn } from 'node:child_process'

import { signalProcess } from '../platform/process-stat.ts'
import { killStrays } from '../platform/sweep.ts'
import { checkMark } from '../state/health.ts'
import { describeFailure, inSeconds } from './failure.ts'
import type { Answer } from './judge-health.ts'

const outputCharactersMax = 4_096
const lineCharactersMax = 200
const shell = '/bin/sh'
const drainMs = 50

export interface CommandQuestion {
  readonly name: string
  readonly pid: number
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly command: string | readonly string[]
  readonly timeoutMs: number
  readonly place: CheckPlace
}

/** What tells the checks of this project from those of others, so that what is left of one can be found. */
export interface CheckPlace {
  /** The project's id. */
  readonly project: string
  /** The folder of our own programs. */
  readonly programs: string
}

/** Good is the exit code 0. It runs in a session of its own; whatever its outcome, nothing of it is left behind. */
export async function askCommand(question: CommandQuestion, signal: AbortSignal): Promise<Answer> {
  const answer = await run(question, signal)
  // A child of it that left its group has its mark. Only then is the look worth its cost: who was in time is not hung.
  if (answer.kind === 'none') await killLeftBehind(question)
  return answer
}

/** Kills what is left of a check: of one that hung, or of a checker that died. */
export async function killLeftBehind({ name, place }: Pick<CommandQuestion, 'name' | 'place'>): Promise<void> {
  const { project, programs } = place
  await killStrays({ marker: `CRASH_ONLY_CHECK=${checkMark(project, name).CRASH_ONLY_CHECK}`, programs })
}

async function run(question: CommandQuestion, signal: AbortSignal): Promise<Answer> {
  const { timeoutMs } = question
  return new Promise((resolve) => {
    const child = start(question)
    const lastLine = collectLastLine(child)
    const end = (why: string): void => {
      killGroupOf(child)
      resolve({ kind: 'none', why })
    }
    const abort = (): void => { end('not asked any more') }
    const deadline = setTimeout(() => { end(`the check command did not end within ${inSeconds(timeoutMs)}`) }, timeoutMs)
    signal.addEventListener('abort', abort, { once: true })
    const over = (): void => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', abort)
    }
    child.once('error', (error) => {
      over()
      resolve({ kind: 'bad', why: `cannot run the check command: ${describeFailure(error)}` })
    })
    child.once('exit', (exitCode, killedBy) => {
      over()
      killGroupOf(child) // what it left in the background
      // What it printed last may still be in the pipe. A grandchild that holds the pipe must not be waited for.
      setTimeout(() => { resolve(describeEnd(exitCode, killedBy, lastLine())) }, exitCode === 0 ? 0 : drainMs)
    })
  })
}

function start({ command, cwd, env, name, pid, place }: CommandQuestion): ChildProcess {
  const [file = '', ...args] = typeof command === 'string' ? [shell, '-c', command] : command
  const added = { ELECTRON_RUN_AS_NODE: undefined, CRASH_ONLY_NAME: name, CRASH_ONLY_PID: String(pid), ...checkMark(place.project, name) }
  return spawn(file, args, { cwd, env: { ...process.env, ...env, ...added }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
}

function collectLastLine(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => { text = (text + chunk).slice(-outputCharactersMax) })
    stream?.on('error', () => undefined)
  }
  return () => {
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
    return text.trim().split('\n').at(-1)?.trim().slice(0, lineCharactersMax) ?? ''
  }
}

function describeEnd(exitCode: number | null, killedBy: string | null, lastLine: string): Answer {
  if (exitCode === 0) return { kind: 'good' }
  const what = exitCode === null ? `was killed by ${killedBy ?? 'a signal'}` : `exited with ${exitCode}`
  return { kind: 'bad', why: `the check command ${what}${lastLine === '' ? '' : `: ${lastLine}`}` }
}

function killGroupOf({ pid }: ChildProcess): void {
  if (pid !== undefined) signalProcess(-pid, 'SIGKILL')
}
