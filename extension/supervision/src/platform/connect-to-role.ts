import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'

import { hasCode } from './durable-file.ts'

export const socketName = 'control.sock'

const connectMaxMs = 10_000

/** Connects to the owner of the restarter's role in a runtime directory. Undefined: nobody owns it now. */
export async function connectToRole(directory: string): Promise<Socket | undefined> {
  return connect(join(directory, socketName))
}

export async function connect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    // Linux answers at once, also for an owner that stands still; no wait goes without an end.
    const giveUp = (): void => { socket.destroy(Object.assign(new Error(`no answer from ${path}`), { code: 'ETIMEDOUT' })) }
    socket.setTimeout(connectMaxMs, giveUp)
    socket.once('connect', () => {
      socket.setTimeout(0, giveUp)
      resolve(socket)
    })
    socket.once('error', (error) => {
      // Refused: its owner is dead. Not there: nobody was.
      if (hasCode(error, 'ECONNREFUSED') || hasCode(error, 'ENOENT')) resolve(undefined)
      else reject(error)
    })
  })
}
