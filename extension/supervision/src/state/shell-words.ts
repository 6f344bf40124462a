const builtins = [
  '.', 'alias', 'bg', 'break', 'case', 'cd', 'command', 'continue', 'eval', 'exec', 'exit', 'export', 'fg', 'for', 'getopts',
  'hash', 'if', 'jobs', 'local', 'readonly', 'return', 'set', 'shift', 'source', 'times', 'trap', 'type', 'ulimit', 'umask',
  'unalias', 'unset', 'until', 'wait', 'while',
]

/** Words that a POSIX shell does itself (POSIX.1-2024, 2.14 and 2.4): there is no program of that name to run. */
export const shellWords: ReadonlySet<string> = new Set(builtins)

/** The first word of a command, or undefined where only the shell can tell what it is (a quote, a variable, a bracket). */
export function firstWord(command: string): string | undefined {
  return /^([\w./@+-]+)(?:\s|$)/u.exec(command)?.[1]
}
