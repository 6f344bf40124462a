import { constants } from 'node:os'

/** How an incarnation's end was seen. An adopted one is not our child: the kernel tells its end, not its exit code. */
export interface Ending {
  readonly exitCode: number | null
  readonly signal: string | null
}

/** What else is known of it. */
export interface EndingFacts {
  /** The kernel's OOM killer struck while it lived. */
  readonly isOomKill: boolean
  /** The last that it printed. */
  readonly printed: string
}

/** Exit codes that mean something: of a shell (sh(1), EXIT STATUS) and of Node (its documentation, process, Exit codes). */
const exitCodes: Readonly<Record<number, string>> = {
  5: 'fatal error in V8 (exit code 5)',
  7: 'the handler of an uncaught exception threw itself (exit code 7)',
  9: 'Node was given an option that it does not take, or the program exited with 9 (exit code 9)',
  12: 'the debugger\'s port could not be opened (exit code 12)',
  13: 'a top-level await never came to an end (exit code 13)',
  126: 'exit code 126: the command was found but cannot be executed',
  127: 'exit code 127: the shell did not find the command',
}

const signals: Readonly<Record<string, string>> = {
  SIGKILL: 'killed (SIGKILL)',
  SIGSEGV: 'native crash: it touched memory that is not its own (SIGSEGV)',
  SIGBUS: 'native crash: bad memory access (SIGBUS)',
  SIGILL: 'native crash: illegal instruction (SIGILL)',
  SIGFPE: 'native crash: division by zero (SIGFPE)',
  SIGABRT: 'aborted itself: a native failure (SIGABRT)',
  SIGTRAP: 'aborted itself: a native failure (SIGTRAP)',
}

/** Why it ended, in words, as far as its end itself tells. */
export function describeEnding({ exitCode, signal }: Ending, facts: EndingFacts): string {
  if (signal !== null) return describeSignal(signal, facts)
  if (exitCode === null) return 'died while it was not our child; its exit code is unknown'
  // A shell tells of its child's signal by 128 + its number.
  const [ofShell] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? []
  if (ofShell !== undefined) return describeSignal(ofShell, facts)
  return exitCodes[exitCode] ?? (exitCode === 0 ? 'ended by itself (exit code 0)' : `exit code ${exitCode}`)
}

function describeSignal(signal: string, { isOomKill, printed }: EndingFacts): string {
  if (signal === 'SIGKILL' && isOomKill) return 'killed by the kernel: the machine or its cgroup had no memory left (OOM killer)'
  const isHeapFull = signal === 'SIGABRT' && printed.includes('JavaScript heap out of memory')
  if (isHeapFull) return 'out of memory: its JavaScript heap was full (SIGABRT)'
  return signals[signal] ?? `killed by ${signal}`
}
