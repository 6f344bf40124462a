import { readdir, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { eventually } from '../eventually.ts'

const answerDeadlineMs = 60_000

/** What only an extension can see and do (`probe/probe.cjs`), asked over a socket. */
export interface Probe {
  /** Asks the extension host that answers: of one window, the newest where there was a reload. */
  ask<T = unknown>(what: string, details?: Readonly<Record<string, unknown>>): Promise<T>
}

export function probeIn(folder: string): Probe {
  return {
    ask: async <T>(what: string, details = {}) => {
      const reply = await eventually('the probe answers', async () => askFirst(folder, { ask: what, ...details }), answerDeadlineMs)
      if (reply.error !== undefined) throw new Error(reply.error)
      return reply.answer as T
    },
  }
}

interface Reply {
  readonly answer?: unknown
  readonly error?: string
}

async function askFirst(folder: string, question: object): Promise<Reply | undefined> {
  for (const path of await newestFirst(folder)) {
    const answer = await askOne(path, question).catch(() => undefined)
    if (answer !== undefined) return answer
  }
  return undefined
}

/** The host of a window that was closed lives on for seconds, and would answer for its successor. */
async function newestFirst(folder: string): Promise<string[]> {
  const paths = (await readdir(folder)).filter((name) => name.endsWith('.sock')).map((name) => join(folder, name))
  const sockets = await Promise.all(paths.map(async (path) => ({ path, bornMs: (await stat(path)).birthtimeMs })))
  return sockets.sort((one, other) => other.bornMs - one.bornMs).map(({ path }) => path)
}

async function askOne(path: string, question: object): Promise<Reply> {
  const socket = createConnection(path)
  const failed = new Promise<never>((_, reject) => { socket.once('error', reject) })
  socket.write(`${JSON.stringify(question)}\n`)
  return JSON.parse(await Promise.race([text(socket), failed])) as Reply
}
