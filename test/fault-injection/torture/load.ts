import { get } from 'node:http'

const everyMs = 10
const deadlineMs = 10_000

/** What became of the requests. A late one was answered, but only after a recovery. */
export interface Answers {
  asked: number
  answered: number
  refused: number
  /** Reset, closed without an answer, or not answered in ten seconds: what was asked of an incarnation that died. */
  failed: number
  slowestMs: number
  readonly errors: string[]
}

/** 100 requests a second, each on a connection of its own, until it is stopped. */
export function askAgainAndAgain(port: number): { answers: Answers; stop: () => Promise<void> } {
  const answers: Answers = { asked: 0, answered: 0, refused: 0, failed: 0, slowestMs: 0, errors: [] }
  const open = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const one = ask(port, answers).finally(() => { open.delete(one) })
    open.add(one)
  }, everyMs)
  return {
    answers,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(open)
    },
  }
}

async function ask(port: number, answers: Answers): Promise<void> {
  answers.asked += 1
  const startedAt = performance.now()
  const error = await once(port)
  answers.slowestMs = Math.max(answers.slowestMs, performance.now() - startedAt)
  if (error === undefined) answers.answered += 1
  else if (error === 'ECONNREFUSED') answers.refused += 1
  else answers.failed += 1
  if (error !== undefined) answers.errors.push(error)
}

async function once(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, agent: false, timeout: deadlineMs }, (response) => {
      response.resume().once('end', () => { resolve(undefined) }).once('error', (error) => { resolve(error.message) })
    })
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.once('error', (error: NodeJS.ErrnoException) => { resolve(error.code ?? error.message) })
  })
}
