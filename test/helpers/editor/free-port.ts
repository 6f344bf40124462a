import { createServer } from 'node:net'

/** A port that nobody listens on now. Another program may still take it before its user does. */
export async function findFreePort(): Promise<number> {
  const port = await tryPort(0)
  if (port === undefined) throw new Error('editor: cannot listen on 127.0.0.1: no port is free')
  return port
}

/** The wanted port when it is free, else any other. */
export async function choosePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await findFreePort())
}

async function tryPort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(undefined)
    })
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : undefined)
      })
    })
  })
}
