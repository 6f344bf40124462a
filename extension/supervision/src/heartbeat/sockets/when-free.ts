import { Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const tryEveryMs = 10
const longestMs = 2_000

interface Wanted {
  readonly listen: (this: Server, ...args: unknown[]) => Server
  readonly server: Server
  readonly options: object
}

/**
 * Goes on when nobody holds any longer what was just let go; after two seconds in any case, so that the program gets the
 * kernel's own answer. A program that closed its server meanwhile does not want it any more.
 */
export async function whenFree({ listen, server, options }: Wanted, goOn: () => unknown): Promise<void> {
  const id = callOf(server)
  for (const endMs = performance.now() + longestMs; performance.now() < endMs;) {
    if (await isFree(listen, options)) break
    await delay(tryEveryMs)
  }
  if (!server.listening && callOf(server) === id) goOn()
}

// Node counts the calls of `listen` and `close`, for waits of its own (a host's name that is looked up).
function callOf(server: Server): unknown {
  return (server as unknown as { _listeningId?: unknown })._listeningId
}

async function isFree(listen: Wanted['listen'], options: object): Promise<boolean> {
  const probe = new Server()
  return new Promise((resolve) => {
    probe.once('error', ({ code }: NodeJS.ErrnoException) => { resolve(code !== 'EADDRINUSE') })
    probe.once('listening', () => {
      probe.close(() => { resolve(true) })
    })
    Reflect.apply(listen, probe, [options])
  })
}
