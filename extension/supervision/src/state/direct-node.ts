import type { ProcessSpec } from './project.ts'
import { firstWord, shellWords } from './shell-words.ts'

/** Whether the program is Node itself: no shell, runner or package manager stands between us and it. */
export function isDirectNode({ command }: Pick<ProcessSpec, 'command'>): boolean {
  if (process.platform === 'win32') return false
  const word = typeof command === 'string' ? oneProgram(command) : command[0]
  return word !== undefined && /(?:^|\/)node(?:js)?$/u.test(word)
}

/** The program of a shell command that does nothing but run one; undefined for another. */
export function oneProgram(command: string): string | undefined {
  const word = firstWord(command)
  return word !== undefined && !shellWords.has(word) && !/[;&|<>()`$\n\\]/u.test(command) ? word : undefined
}
