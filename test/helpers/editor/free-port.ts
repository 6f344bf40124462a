import { createServer } from 'node:net'

/** A port that nobody listens on now. Another program may still take it before its user does. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => { resolve(port); })
    })
  })
}
