import cluster from 'node:cluster'
import { Server } from 'node:net'

import { type Asked, askedFor } from './asked-for.ts'
import { type HeldSocket, type KnownSocket, pathSocketSync, portSocket } from './known-socket.ts'
import type { RawHandle, SendSocket } from '../own-channel.ts'
import { Sockets } from './sockets.ts'
import { whenFree } from './when-free.ts'

const longBacklog = 4_096

export interface ListenPlace {
  /** JSON of the sockets that are held for this program. */
  readonly held: string | undefined
  /** Where the restarter waits for the sockets of this program. */
  readonly send: SendSocket | undefined
  readonly letGoFile: string | undefined
  readonly takesWithinMs: number | null
  /** Before the program listens on anything: a spare waits here until it is the program. */
  readonly beforeListening: (server: Server) => void
  /** Whether it is such a spare: then its start begins when it has waited. */
  readonly isWaiting: boolean
}

type Listen = (this: Server, ...args: unknown[]) => Server

/**
 * The one thing of Node that is patched: `net.Server.prototype.listen`. It says when the program listens, hands the
 * socket over to the restarter the first time, and listens on that very socket in every later incarnation.
 */
export function holdListening({ held, send, beforeListening, isWaiting, ...place }: ListenPlace, onListening: () => void): void {
  // The sockets of a cluster are its primary's business.
  const { isWorker } = cluster
  const inherited = held === undefined || isWorker ? [] : JSON.parse(held) as { socket: HeldSocket; fds: number[] }[]
  const sockets = new Sockets(inherited, place)
  if (!isWaiting) sockets.begin()
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the server as `this`, below
  const listen = Server.prototype.listen as Listen
  const holding: Holding = { listen, sockets, send, onListening }
  Server.prototype.listen = function listenOnHeld(this: Server, ...args: unknown[]): Server {
    beforeListening(this)
    sockets.begin()
    const asked = this.listening || isWorker ? undefined : askedFor(args)
    if (asked === undefined) return listenAsAsked(holding, this, args)
    return listenHeld(holding, this, { asked, callback: args.slice(-1).filter((arg) => typeof arg === 'function') })
  }
}

interface Holding {
  readonly listen: Listen
  readonly sockets: Sockets
  readonly send: SendSocket | undefined
  readonly onListening: () => void
}

interface Call {
  readonly asked: Asked
  /** One, or none. */
  readonly callback: readonly unknown[]
}

/** Something that is not held: a port that the system chooses, a descriptor, a worker's. */
function listenAsAsked({ listen, sockets, onListening }: Holding, server: Server, args: unknown[]): Server {
  const fd = (args[0] as { fd?: unknown } | null | undefined)?.fd
  const known = typeof fd === 'number' ? sockets.tookByItself(fd) : undefined
  whenListening(server, (handle) => {
    onListening()
    if (handle !== undefined) sockets.listens(known, handle)
  })
  return Reflect.apply(listen, server, args)
}

function listenHeld(holding: Holding, server: Server, { asked, callback }: Call): Server {
  const { listen, sockets } = holding
  // eslint-disable-next-line crash-only/no-blocking-call -- listening is start-up, and the answer is needed before `listen` returns
  const taken = sockets.takeSync(asked)
  if (taken !== undefined) return listenOn(holding, server, { ...taken, asked, callback })
  whenListening(server, (handle) => { begins(holding, server, { asked, handle }) })
  const options = optionsOf(asked)
  const go = (): Server => Reflect.apply(listen, server, [options, ...callback])
  if (!sockets.makeWay(asked)) return go()
  void whenFree({ listen, server, options }, go)
  return server
}

function listenOn(
  { listen, sockets, onListening }: Holding, server: Server,
  { fd, known, asked, callback }: Call & { readonly fd: number; readonly known: KnownSocket },
): Server {
  whenListening(server, (handle) => {
    onListening()
    if (handle !== undefined) sockets.listens(known, handle)
  })
  const options = { ...asked.options, fd }
  const listening = Reflect.apply(listen, server, [options, asked.backlog ?? longBacklog, ...callback])
  // What `server.address()` gives; Node knows it of a path that it bound itself.
  if (asked.kind === 'unix') Object.assign(server, { _pipeName: asked.path })
  return listening
}

function optionsOf(asked: Asked): object {
  const { options } = asked
  const backlog = asked.backlog ?? longBacklog
  if (asked.kind === 'unix') return { ...options, path: asked.path, backlog }
  const { host, port, isIpv6Only } = asked
  return { ...options, port, ...(host !== null && { host }), ...(isIpv6Only && { ipv6Only: true }), backlog }
}

/** It listens on a socket of its own: the restarter gets a copy, once the program keeps it. */
function begins(
  { sockets, send, onListening }: Holding, server: Server,
  { asked, handle }: { readonly asked: Asked; readonly handle: RawHandle | undefined },
): void {
  onListening()
  if (handle === undefined) return
  sockets.listens(undefined, handle)
  // eslint-disable-next-line crash-only/no-blocking-call -- one look at a path, when a server has come up
  const socket = asked.kind === 'unix' ? pathSocketSync(asked.path) : portSocket(asked, addressOf(server))
  // Not at once: many programs try a port, and close it before they listen in earnest.
  setImmediate(() => {
    if (send === undefined || socket === undefined || handle.fd < 0) return
    sockets.isHandedOver(socket, handle)
    send({ kind: 'listening', socket }, handle)
  })
}

function addressOf(server: Server): string {
  const found = server.address()
  return typeof found === 'object' ? (found?.address ?? '') : ''
}

const waiting = new WeakMap<Server, (handle: RawHandle | undefined) => void>()

/** Only the latest call counts: the port before may have been taken, and the program tries the next one. */
function whenListening(server: Server, then: (handle: RawHandle | undefined) => void): void {
  if (!waiting.has(server)) {
    server.once('listening', () => {
      const latest = waiting.get(server)
      waiting.delete(server)
      latest?.((server as unknown as { _handle: RawHandle | null })._handle ?? undefined)
    })
  }
  waiting.set(server, then)
}
