import { fork } from 'node:child_process'

import type { AskedFiles, EslintAnswer } from '../../lint-server/src/ask-eslint/answer.ts'
import { programEnvironment } from '../command-line/program-environment.ts'

const deadlineMs = 60_000

/** Undefined: the project's ESLint loads the configuration, and it has the plugin. Else what is wrong. */
export async function verifyConfig(program: string, asked: AskedFiles): Promise<string | undefined> {
  const answer = await ask(program, asked)
  if (answer.kind === 'failed') return answer.reason.split('\n')[0]
  return Object.values(answer.coverage).includes('has-plugin') ? undefined : 'no file that it is about gets the plugin'
}

async function ask(program: string, asked: AskedFiles): Promise<EslintAnswer> {
  return new Promise((resolve) => {
    const child = fork(program, { env: programEnvironment(process.env), execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const end = (answer: EslintAnswer): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(answer)
    }
    const timer = setTimeout(() => { end({ kind: 'failed', reason: `no answer within ${deadlineMs / 1_000} s` }) }, deadlineMs)
    child.once('message', (answer) => { end(answer as EslintAnswer) })
    child.once('error', ({ message }) => { end({ kind: 'failed', reason: message }) })
    child.once('exit', (code) => { end({ kind: 'failed', reason: `ESLint ended with ${code ?? 'a signal'}` }) })
    child.send(asked, () => undefined)
  })
}
