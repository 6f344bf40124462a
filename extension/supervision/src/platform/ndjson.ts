import type { Socket } from 'node:net'

import { parseJson } from './json.ts'

const lineBytesMax = 1_000_000

/**
 * Hands over each complete line of a socket as parsed JSON. A line that is no JSON is handed over as undefined; one
 * that is too long ends the connection, so that a peer cannot fill our memory.
 */
export function onJsonLines(socket: Socket, receive: (message: unknown) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineBytesMax) socket.destroy()
    for (const line of lines) receive(parseJson(line))
  })
}

export function sendJsonLine(socket: Socket, message: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}
