import { fork, type StdioOptions } from 'node:child_process'

import type { AskedFiles, EslintAnswer } from '../ask-eslint/answer.ts'

export interface AskEslintOptions {
  /** The bundled `ask-eslint.mjs`. */
  readonly program: string
  readonly deadlineMs: number
  readonly env: NodeJS.ProcessEnv
}

/**
 * Asks the project's ESLint, in a process that is killed as soon as it has answered or is late. It ends itself when it is late, too, and
 * when we are killed: then its life line, the last of its streams, is closed.
 */
export async function askEslint(asked: AskedFiles, { program, deadlineMs, env }: AskEslintOptions): Promise<EslintAnswer> {
  return new Promise((resolve) => {
    const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'ipc', 'pipe']
    const child = fork(program, [String(deadlineMs)], { env, stdio, execArgv: [] })
    const end = (answer: EslintAnswer): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(answer)
    }
    const timer = setTimeout(() => { end({ kind: 'failed', reason: `no answer within ${deadlineMs / 1_000} s` }) }, deadlineMs)
    child.once('message', (answer) => { end(answer as EslintAnswer) })
    child.once('error', (error) => { end({ kind: 'failed', reason: error.message }) })
    child.once('exit', (code) => { end({ kind: 'failed', reason: `ESLint ended with ${code ?? 'a signal'}` }) })
    // One that could not be started has no channel and is told by its error; one that died at once, by its exit.
    if (child.connected) child.send(asked, () => undefined)
  })
}
