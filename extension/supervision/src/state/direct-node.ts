import type { ProcessSpec } from './project.ts'
import { firstWord, shellWords } from './shell-words.ts'

/** Whether the program is Node itself: no shell, runner or package manager stands between us and it. */
export function isDirectNode({ command }: Pick<ProcessSpec, 'command'>): boolean {
  if (process.platform === 'win32') return false
  const word = typeof command === 'string' ? oneProgram(command) : command[0]
  return word !== undefined && /(?:^|\/)node(?:js)?$/u.test(word)
}

/** Whether it is Node itself, and beats by our preload: the one process that there is has loaded it. */
export function isDirectlyPreloaded(spec: Pick<ProcessSpec, 'command' | 'heartbeat'>): boolean {
  return spec.heartbeat.from === 'preload' && isDirectNode(spec)
}

// Node takes these before any of our code runs: a port is opened, a file is read that may change until it is needed.
const takenEarly = /(?:^|\s)--(?:inspect|env-file|watch|cpu-prof|heap-prof|test\b)/u

/** Whether an option of Node has an effect before a spare could wait: then there is none. */
export function isStartedEarly({ command, env }: Pick<ProcessSpec, 'command' | 'env'>): boolean {
  const words = typeof command === 'string' ? command : command.join(' ')
  return [words, env['NODE_OPTIONS'], process.env['NODE_OPTIONS']].some((text) => text !== undefined && takenEarly.test(text))
}

/** The program of a shell command that does nothing but run one; undefined for another. */
export function oneProgram(command: string): string | undefined {
  const word = firstWord(command)
  return word !== undefined && !shellWords.has(word) && !/[;&|<>()`$\n\\]/u.test(command) ? word : undefined
}
