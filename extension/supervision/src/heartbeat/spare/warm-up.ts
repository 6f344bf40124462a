import { readFileSync } from 'node:fs'
import { Server } from 'node:net'

/** What an earlier incarnation had loaded when it was up. */
export interface Learned {
  readonly modules: readonly { readonly path: string; readonly isWarmable: boolean }[]
  readonly changedEnv: readonly string[]
  /** It answered by HTTP. */
  readonly servesHttp?: boolean
}

export function readLearnedSync(path: string): Learned | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Learned
  } catch {
    return undefined // deleted meanwhile: a cache
  }
}

/**
 * Loads the packages that an earlier incarnation had loaded, in its order. Nothing of the program itself runs. `require` also loads ES
 * modules (Node 20.19); one that awaits at its top level cannot be loaded so, and is left to the program.
 * @returns whether the program sets environment variables itself, which they may have read too early
 */
export function warmUpSync({ modules, changedEnv }: Learned): boolean {
  const before = { ...process.env }
  withoutListening(() => {
    withoutWarnings(() => {
      for (const { path, isWarmable } of modules) if (isWarmable) loadSync(path)
    })
  })
  // A variable that the program itself sets may have decided how a package was set up; which, cannot be told.
  const isAsBefore = (name: string): boolean => process.env[name] === before[name]
  return changedEnv.some(isAsBefore)
}

function loadSync(path: string): void {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- into the cache that the program's own `require` looks into
    require(path)
  } catch {
    // It is gone, or wants to be loaded by the program only: the program will say what is wrong with it.
  }
}

/**
 * A package that listens while it is loaded is a program, and there is one already. A spare that dies so again and again is
 * made without packages.
 */
function withoutListening(load: () => void): void {
  let isLoading = true
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the server as `this`
  const { listen } = Server.prototype
  // It stays, for a package may have put one of its own around it.
  Server.prototype.listen = function listenLater(this: Server, ...args: unknown[]): Server {
    if (isLoading) process.kill(process.pid, 'SIGKILL')
    return Reflect.apply(listen, this, args) as Server
  }
  load()
  isLoading = false
}

// They were given when the program started the first time, and would be the spare's only.
function withoutWarnings(load: () => void): void {
  const descriptor = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {}
  process.emitWarning = () => undefined
  try {
    load()
  } finally {
    Object.defineProperty(process, 'emitWarning', descriptor)
  }
}
