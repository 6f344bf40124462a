import { basename } from 'node:path'

import type { ProcessSpec } from './project.ts'
import { toPlainCommand } from './shell-text.ts'

/** The program of a command and its arguments, where that can be told without running the shell. */
export function programOf({ command }: Pick<ProcessSpec, 'command'>): { program: string; args: readonly string[] } | undefined {
  const words = typeof command === 'string' ? toPlainCommand(command)?.words : command
  const [first, ...rest] = words?.[0] === 'exec' ? words.slice(1) : (words ?? [])
  if (first === undefined) return undefined
  const [script, ...args] = rest
  // `node /…/node_modules/.bin/nodemon app.js` is nodemon.
  const isTool = basename(first) === 'node' && script?.includes('/node_modules/.bin/') === true
  return isTool ? { program: basename(script), args } : { program: basename(first), args: rest }
}
