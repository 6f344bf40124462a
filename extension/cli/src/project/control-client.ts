import type { Socket } from 'node:net'

import { connectToRole } from '../../../supervision/src/platform/connect-to-role.ts'
import { onJsonLines, sendJsonLine } from '../../../supervision/src/platform/ndjson.ts'
import type { Answer, Ask } from '../../../supervision/src/state/control.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { badInput, tryAgainLater } from '../failure.ts'

const answerDeadlineMs = 10_000

/** Asks the restarter once. Undefined: there is none. */
export async function askIfUp(paths: ProjectPaths, ask: Ask): Promise<Answer | undefined> {
  const socket = await connectToRole(paths.runtime)
  if (socket === undefined) return undefined
  try {
    return await answerTo(socket, ask)
  } finally {
    socket.destroy()
  }
}

/** Asks, and fails with one line where there is no restarter or it refuses. */
export async function ask(paths: ProjectPaths, what: Ask): Promise<Extract<Answer, { ok: true }>> {
  const answer = await askIfUp(paths, what)
  if (answer === undefined) throw tryAgainLater(`nothing is running in ${paths.folder} (crash-only start)`)
  if (!answer.ok) throw answer.isPassing === true ? tryAgainLater(answer.error) : badInput(answer.error)
  return answer
}

/** Whether there is a restarter that accepts a request and does not answer it. */
export async function isSilent(paths: ProjectPaths): Promise<boolean> {
  return askIfUp(paths, { do: 'ping' }).then(() => false, () => true)
}

/** Resolves when the restarter that lives now is dead; at once where there is none. */
export async function whenRestarterGone(paths: ProjectPaths): Promise<void> {
  const socket = await connectToRole(paths.runtime)
  if (socket === undefined) return
  socket.resume()
  socket.on('error', () => socket.destroy())
  await new Promise<void>((resolve) => { socket.once('close', () => { resolve() }) })
}

async function answerTo(socket: Socket, what: Ask): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      reject(tryAgainLater('the restarter does not answer (the watchdog replaces it within seconds; try again)'))
    }, answerDeadlineMs)
    const settle = (answer: Answer | undefined): void => {
      clearTimeout(deadline)
      resolve(answer)
    }
    socket.on('error', () => socket.destroy())
    socket.once('close', () => { settle(undefined) })
    onJsonLines(socket, (message) => { settle(message as Answer) })
    sendJsonLine(socket, { id: `cli-${process.pid}`, ...what })
  })
}
