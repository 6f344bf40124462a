import { connect } from 'node:net'

import { describeFailure, inSeconds } from './failure.ts'
import type { Answer } from './judge-health.ts'

/** Good is a connection; it is closed at once. */
export async function askTcp(
  { host, port }: { readonly host: string; readonly port: number }, { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Answer> {
  const what = `connecting to ${host}:${port}`
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal })
    const deadline = setTimeout(() => {
      resolve({ kind: 'none', why: `${what}: no answer within ${inSeconds(timeoutMs)}` })
      socket.destroy()
    }, timeoutMs)
    socket.once('connect', () => {
      resolve({ kind: 'good' })
      socket.destroy()
    })
    socket.on('error', (error) => { resolve({ kind: 'bad', why: `${what}: ${describeFailure(error)}` }) })
    socket.once('close', () => { clearTimeout(deadline) })
  })
}
