import { basename, dirname, join } from 'node:path'

import { parseJson } from '../platform/json.ts'

/** A listening socket that is kept open across the deaths of a process: connections queue meanwhile instead of being refused. */
export type HeldSocket = HeldPort | HeldPath

export interface HeldPort {
  readonly kind: 'tcp'
  /** As the program or the configuration asked for it; null where they named no host. */
  readonly host: string | null
  readonly port: number
  /** Where it is really bound. */
  readonly address: string
  readonly isIpv6Only: boolean
}

export interface HeldPath {
  readonly kind: 'unix'
  /** Absolute. */
  readonly path: string
  /** Of the path when it was bound: another one is another socket. */
  readonly inode: number
  /** A second name of it, for programs that remove the path before they listen; null: none could be made. */
  readonly link: string | null
}

/** What the configuration wants held (`hold`). */
export type HoldSpec =
  | { readonly kind: 'tcp'; readonly host: string | null; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

/** What a role calls a socket that it keeps for the other. It says all there is to know of it. */
export function heldKey(name: string, socket: HeldSocket): string {
  return JSON.stringify([name, socket])
}

/** Undefined for a key of another version. */
export function parseHeldKey(key: string): { readonly name: string; readonly socket: HeldSocket } | undefined {
  const [name, value] = (parseJson(key) ?? []) as unknown[]
  const socket = parseHeldSocket(value)
  return typeof name === 'string' && socket !== undefined ? { name, socket } : undefined
}

/** With its keys in one order, so that the same socket has the same key. */
export function parseHeldSocket(value: unknown): HeldSocket | undefined {
  const found = (value ?? {}) as Partial<Record<keyof HeldPort | keyof HeldPath, unknown>>
  const { kind, host, port, address, isIpv6Only, path, inode, link } = found
  if (kind === 'unix' && typeof path === 'string' && typeof inode === 'number') {
    return { kind, path, inode, link: typeof link === 'string' ? link : null }
  }
  if (kind !== 'tcp' || typeof port !== 'number' || typeof address !== 'string') return undefined
  return { kind, host: typeof host === 'string' ? host : null, port, address, isIpv6Only: isIpv6Only === true }
}

export function isSameSocket(a: HeldSocket, b: HeldSocket): boolean {
  if (a.kind === 'unix') return b.kind === 'unix' && a.path === b.path && a.inode === b.inode
  return b.kind === 'tcp' && a.port === b.port && a.address === b.address && a.isIpv6Only === b.isIpv6Only
}

/** Whether it is what the configuration wants. */
export function isWanted(socket: HeldSocket, wanted: HoldSpec): boolean {
  if (socket.kind === 'unix') return wanted.kind === 'unix' && wanted.path === socket.path
  if (wanted.kind === 'unix' || socket.port !== wanted.port) return false
  return socket.host === wanted.host || socket.address === (wanted.host ?? '::')
}

/** As people write it: `*:3000`, `127.0.0.1:3000`, `[::1]:3000`, `/run/app.sock`. */
export function placeOf(socket: HeldSocket | HoldSpec): string {
  if (socket.kind === 'unix') return socket.path
  const { host, port } = socket
  return `${host?.includes(':') === true ? `[${host}]` : (host ?? '*')}:${port}`
}

/** Where the second name of a socket's path stands: a hard link does not lead to another file system. */
export function linkOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.held`)
}
