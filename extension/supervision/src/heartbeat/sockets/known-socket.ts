import { close, linkSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'

import type { Asked, AskedPort } from './asked-for.ts'
import type { RawHandle } from '../own-channel.ts'

/** A socket that the restarter holds for this program, or that we gave it to hold. `state/held-socket.ts` has the same. */
export type HeldSocket =
  | { readonly kind: 'tcp'; readonly host: string | null; readonly port: number; readonly address: string; readonly isIpv6Only: boolean }
  | { readonly kind: 'unix'; readonly path: string; readonly inode: number; readonly link: string | null }

/** What is known of it here. */
export interface KnownSocket {
  readonly socket: HeldSocket
  /** Descriptors of it that this process inherited and did not use yet. */
  readonly copies: number[]
  /** Of the server that has it; null until one takes it. */
  handle: RawHandle | null
  /** Since when its server is closed, monotonic ms. */
  closedMs: number | null
}

const wildcards: ReadonlySet<string> = new Set(['::', '0.0.0.0'])

export function isOpen({ handle }: KnownSocket): boolean {
  return handle !== null && handle.fd >= 0
}

/** Whether it is exactly what is asked for: a server that asks for 127.0.0.1 must not become reachable elsewhere. */
export function isSame(socket: HeldSocket, asked: Asked): boolean {
  if (socket.kind === 'unix') return asked.kind === 'unix' && resolve(asked.path) === socket.path
  if (asked.kind === 'unix' || socket.port !== asked.port || socket.isIpv6Only !== asked.isIpv6Only) return false
  return socket.host === asked.host || socket.address === (asked.host ?? '::')
}

/** Whether the kernel refuses the one while the other listens. A host's name may be anything. */
export function isInTheWay(socket: HeldSocket, asked: Asked): boolean {
  if (socket.kind === 'unix') return asked.kind === 'unix' && resolve(asked.path) === socket.path
  if (asked.kind === 'unix' || socket.port !== asked.port) return false
  const { host } = asked
  if (host === null || isIP(host) === 0) return true
  return host === socket.address || wildcards.has(host) || wildcards.has(socket.address)
}

export function portSocket({ host, port, isIpv6Only }: AskedPort, address: string): HeldSocket {
  return { kind: 'tcp', host, port, address, isIpv6Only }
}

/** Undefined where somebody replaced or removed it since. */
export function pathSocketSync(path: string): HeldSocket | undefined {
  const inode = inodeOfSync(path)
  return inode === undefined ? undefined : { kind: 'unix', path: resolve(path), inode, link: null }
}

/**
 * Whether clients who ask for the path reach this very socket. Most programs remove the path before they listen, in case
 * an earlier life left it behind: then it is put back, from the second name that the restarter gave it.
 */
export function isReachableSync({ path, inode, link }: Extract<HeldSocket, { kind: 'unix' }>): boolean {
  const found = inodeOfSync(path)
  if (found !== undefined || link === null) return found === inode
  try {
    linkSync(link, path)
    return inodeOfSync(path) === inode
  } catch {
    return false
  }
}

function inodeOfSync(path: string): number | undefined {
  // Undefined where there is none, whatever the types of Node say.
  const found = statSync(path, { throwIfNoEntry: false }) as { readonly ino: number } | undefined
  return found?.ino
}

export function closeCopies({ copies }: KnownSocket): void {
  for (const descriptor of copies.splice(0)) close(descriptor, () => undefined)
}
