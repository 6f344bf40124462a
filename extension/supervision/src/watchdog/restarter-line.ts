import type { Socket } from 'node:net'

import { monotonicMs } from '../platform/clock.ts'
import { connectToRole } from '../platform/connect-to-role.ts'
import { onJsonLines, sendJsonLine } from '../platform/ndjson.ts'
import { signalProcess } from '../platform/process-identity.ts'
import type { Ask } from '../state/control.ts'

const introductionMs = 5_000
const silentTooLongMs = 5_000
const pingEveryMs = 1_000
const requestId = 'watchdog'

/** Our connection to the restarter: its life line for us, and ours for it. */
export interface RestarterLine {
  readonly pid: number
  ask(ask: Ask): void
  /** Kills a restarter whose loop does not answer any more; the line then ends. */
  look(): void
  kill(): void
}

/** `taken`: another watchdog guards this project. `nobody`: there is no restarter, or it does not answer. */
export async function introduceOurselves(
  runtime: string,
  onEnd: (restarterPid: number) => void,
): Promise<RestarterLine | 'taken' | 'nobody'> {
  const socket = await connectToRole(runtime)
  if (socket === undefined) return 'nobody'
  const answer = await introduction(socket)
  if (answer === 'nobody' || answer === 'taken') {
    socket.destroy()
    return answer
  }
  let heardMono = monotonicMs()
  let pingedMono = 0
  socket.on('data', () => { heardMono = monotonicMs() })
  if (socket.destroyed) return 'nobody'
  socket.once('close', () => { onEnd(answer) })
  const kill = (): void => { signalProcess(answer, 'SIGKILL') }
  return {
    pid: answer,
    ask: (ask) => { sendJsonLine(socket, { id: requestId, ...ask }) },
    look: () => {
      const now = monotonicMs()
      if (now - heardMono > silentTooLongMs) kill()
      if (now - pingedMono < pingEveryMs) return
      pingedMono = now
      sendJsonLine(socket, { id: requestId, do: 'ping' })
    },
    kill,
  }
}

async function introduction(socket: Socket): Promise<number | 'taken' | 'nobody'> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => { resolve('nobody') }, introductionMs)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => { resolve('nobody') })
    onJsonLines(socket, (message) => {
      clearTimeout(deadline)
      const reply = message as { ok?: boolean; restarterPid?: number } | undefined
      resolve(reply?.ok === true && reply.restarterPid !== undefined ? reply.restarterPid : 'taken')
    })
    sendJsonLine(socket, { id: requestId, do: 'guard', pid: process.pid })
  })
}
