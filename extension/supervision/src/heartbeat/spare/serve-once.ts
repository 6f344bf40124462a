import type * as Http from 'node:http'
import { Duplex } from 'node:stream'

const request = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'

/**
 * Has Node's own HTTP server answer one request, which comes from no socket, and to a server that nobody else sees. Node compiles
 * that code when it runs for the first time, and reads the time zone for the date of the answer: 4 ms that otherwise the first
 * client after a crash waits for. For a spare, before anything of the program runs that could look on.
 */
export function serveOnceSync(): void {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- most programs that load the preload never need it here
    const { createServer } = require('node:http') as typeof Http
    const server = createServer((_, response) => { response.end('.') })
    const connection = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => { done() } })
    connection.on('error', () => undefined)
    server.emit('connection', connection)
    connection.emit('data', Buffer.from(request))
  } catch {
    // Another Node, another way inside: then the first client waits as before.
  }
}
