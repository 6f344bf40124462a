import cluster from 'node:cluster'
import { close } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Server } from 'node:net'

const backlog = 4_096
const handOverMs = 5_000
const listensAgainMs = 2_000

/** Descriptors of one socket that is held for this program, and what it must ask for to get it. */
interface Held {
  readonly fds: number[]
  readonly host: string | null
  readonly port: number
}

interface Asked {
  readonly host: string | null
  readonly port: number
  readonly options: object
}

interface Place {
  /** JSON of the sockets that are held for this program. */
  readonly held: string | undefined
  /** Whether the restarter waits for the sockets of this program, on the channel that it gave us. */
  readonly isHandingOver: boolean
  /** A file that says that this program closes its sockets itself, so that they must not be held. */
  readonly letGoFile: string | undefined
  /** Before the program listens on anything: a spare waits here until it is the program. */
  readonly beforeListening: () => void
}

/**
 * The one thing of Node that is patched: `net.Server.prototype.listen`. It says when the program listens, hands the
 * socket over to the restarter the first time, and listens on that very socket in every later incarnation.
 */
export function holdListening({ held, isHandingOver, letGoFile, beforeListening }: Place, onListening: () => void): void {
  const sockets = cluster.isWorker ? [] : parseHeld(held)
  const handOver = isHandingOver && !cluster.isWorker ? takeChannel() : undefined
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the server as `this`, below
  const listen = Server.prototype.listen as (...args: unknown[]) => Server
  Server.prototype.listen = function listenOnHeld(this: Server, ...args: unknown[]): Server {
    beforeListening()
    const asked = askedFor(args)
    const fd = asked && !this.listening ? takeHeld(sockets, asked) : undefined
    this.once('listening', () => {
      onListening()
      if (asked !== undefined && fd === undefined) handOver?.(this, asked)
    })
    if (asked === undefined || fd === undefined) return Reflect.apply(listen, this, args)
    this.once('close', () => { void giveUp(sockets, asked, letGoFile) })
    const callback = args.find((arg) => typeof arg === 'function')
    return Reflect.apply(listen, this, [{ ...asked.options, fd, backlog }, callback])
  }
}

function parseHeld(text: string | undefined): Held[] {
  if (text === undefined) return []
  return JSON.parse(text) as Held[]
}

/** What a call of `listen` asks for, where that is a TCP port of this very process (net.Server's documentation). */
function askedFor([first, second]: readonly unknown[]): Asked | undefined {
  if (typeof first === 'object' && first !== null) return askedByOptions(first as Record<string, unknown>)
  const port = portOf(first)
  if (port === undefined) return undefined
  return { port, host: typeof second === 'string' ? second : null, options: {} }
}

const notHeld = ['fd', 'path', 'ipv6Only', 'reusePort', '_handle', 'handle'] as const

function askedByOptions(given: Record<string, unknown>): Asked | undefined {
  const port = portOf(given['port'])
  if (port === undefined || notHeld.some((key) => given[key] !== undefined && given[key] !== false)) return undefined
  const { host } = given
  return { port, host: typeof host === 'string' ? host : null, options: { ...given, port: undefined, host: undefined } }
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof port === 'number' && Number.isInteger(port) && port > 0 ? port : undefined
}

function takeHeld(sockets: readonly Held[], { host, port }: Asked): number | undefined {
  return sockets.find((one) => one.port === port && one.host === host)?.fds.shift()
}

/**
 * The program closed its server. It may mean to listen again, and has a second descriptor for that; it may mean that
 * connections be refused, so nobody holds the socket any longer.
 */
async function giveUp(sockets: readonly Held[], { host, port }: Asked, letGoFile: string | undefined): Promise<void> {
  const left = sockets.find((one) => one.port === port && one.host === host)?.fds ?? []
  // No room, no folder: the socket stays held, and the program never notices.
  if (letGoFile !== undefined) await writeFile(letGoFile, '').catch(() => undefined)
  setTimeout(() => { for (const fd of left.splice(0)) close(fd, () => undefined) }, listensAgainMs).unref()
}

/** The channel to the restarter is ours alone: the program must not find a `process.send` that it did not have before. */
function takeChannel(): ((server: Server, asked: Asked) => void) | undefined {
  const send = process.send?.bind(process) as ((...args: unknown[]) => boolean) | undefined
  if (send === undefined) return undefined
  delete process.send
  let closing: NodeJS.Timeout | undefined
  return (server, { host, port }) => {
    const handle = (server as unknown as { _handle: unknown })._handle
    if (!process.connected) return
    const found = server.address()
    const address = typeof found === 'object' ? (found?.address ?? '') : ''
    const message = { kind: 'listening', host, address, port }
    send(message, handle, {}, ignore)
    clearTimeout(closing)
    closing = setTimeout(closeChannel, handOverMs).unref()
  }
}

function ignore(): void {
  // The restarter died: the next one comes without our socket, and gets it from the next incarnation.
}

// A program that exits on `disconnect`, as the child of another program does, must not see ours.
function closeChannel(): void {
  if (!process.connected) return
  const listeners = process.rawListeners('disconnect') as (() => void)[]
  process.removeAllListeners('disconnect')
  process.once('disconnect', () => { for (const listener of listeners) process.on('disconnect', listener) })
  process.disconnect()
}
