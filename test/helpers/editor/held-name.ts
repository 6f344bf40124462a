import { createServer } from 'node:net'

/**
 * Holds a name that only one process of this machine can hold: a Unix socket in Linux's abstract namespace, which
 * stands in no file system. The kernel gives the name free when its holder dies, so it can never be stale.
 */
export interface HeldName {
  readonly release: () => void
}

export async function tryToHold(name: string): Promise<HeldName | undefined> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(`\0${name}`, () => {
      server.unref()
      resolve({ release: () => server.close() })
    })
  })
}
