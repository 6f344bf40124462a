import type { SendHandle } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { connect, isIP, Socket } from 'node:net'
import { getSystemErrorName } from 'node:util'

/** A raw handle of libuv: bound, not listening. */
export type BoundHandle = SendHandle & { readonly fd: number; close(): void }

export type Bound =
  | { readonly kind: 'bound'; readonly handle: BoundHandle; readonly address: string }
  /** With the system's name of the error, such as EADDRINUSE. */
  | { readonly kind: 'refused'; readonly code: string }

const noIpv6: ReadonlySet<string> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL', 'EPROTONOSUPPORT'])

// Linux answers at once, with EAGAIN where the queue of a listener is full; no wait goes without an end.
const answerMaxMs = 1_000

/** Binds a TCP port, as `listen` would. A null address is every address of this machine. */
export function bindPort(address: string | null, port: number): Bound {
  if (address !== null) return bindAt(address, port)
  const everywhere = bindAt('::', port)
  return everywhere.kind === 'refused' && noIpv6.has(everywhere.code) ? bindAt('0.0.0.0', port) : everywhere
}

/** Binds a Unix socket. What a dead program left there is removed; what somebody listens on is not. */
export async function bindPath(path: string): Promise<Bound> {
  const bound = tryToBind(() => bindNow({ path }), path)
  if (bound.kind === 'bound' || bound.code !== 'EADDRINUSE' || !(await isSocket(path)) || (await isServed(path))) return bound
  await rm(path, { force: true })
  return tryToBind(() => bindNow({ path }), path)
}

function bindAt(address: string, port: number): Bound {
  return tryToBind(() => bindNow({ host: address, port }), address)
}

function tryToBind(bind: () => BoundHandle, address: string): Bound {
  try {
    return { kind: 'bound', handle: bind(), address }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === '') throw error // no system's error: a bug
    return { kind: 'refused', code }
  }
}

type Where = { readonly host: string; readonly port: number } | { readonly path: string }

type RawHandle = BoundHandle & { getsockname?(into: object): number }

interface Undeclared {
  /** Public since Node 24.18; @types/node follows. */
  readonly BoundSocket?: new (where: Where) => object
  /** Undocumented; Node's own `cluster` listens with it. Gives a handle, or the number of an error. */
  readonly _createServerHandle: (address: string, port: number, type: number) => RawHandle | number
}

function bindNow(where: Where): BoundHandle {
  // Asked for by name when it is needed: an import of what a Node does not have would not even load.
  const { BoundSocket, _createServerHandle: createHandle } = process.getBuiltinModule('node:net') as unknown as Undeclared
  if (BoundSocket !== undefined) return handleOf(new BoundSocket(where))
  const [address, port, type] = 'path' in where ? [where.path, -1, -1] : [where.host, where.port, isIP(where.host)]
  const handle = createHandle(address, port, type)
  if (typeof handle === 'number') throw systemError(handle)
  // libuv tells only now that the port is taken; a program that listened on it would get another one, by chance.
  const failure = handle.getsockname?.({}) ?? 0
  if (failure === 0) return handle
  handle.close()
  throw systemError(failure)
}

// The socket object only adopts the handle, so that it can be handed on.
function handleOf(bound: object): BoundHandle {
  return (new Socket({ handle: bound } as object) as unknown as { readonly _handle: BoundHandle })._handle
}

function systemError(failure: number): Error {
  return Object.assign(new Error('bind'), { code: getSystemErrorName(failure) })
}

async function isSocket(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isSocket(), () => false)
}

async function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const settle = (isThere: boolean): void => {
      socket.destroy()
      resolve(isThere)
    }
    socket.setTimeout(answerMaxMs, () => { settle(true) })
    socket.once('connect', () => { settle(true) }).once('error', ({ code }: NodeJS.ErrnoException) => { settle(code !== 'ECONNREFUSED') })
  })
}
