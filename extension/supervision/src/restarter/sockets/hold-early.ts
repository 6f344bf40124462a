import { lookup } from 'node:dns/promises'
import { stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { bindPath, bindPort, type Bound, type BoundHandle } from '../../platform/bind-socket.ts'
import { findListener } from '../../platform/find-listener.ts'
import { type HeldSocket, type HoldSpec, placeOf } from '../../state/held-socket.ts'

const lookupDeadlineMs = 1_000
const firstUnprivilegedPort = 1_024

export type Early =
  | { readonly kind: 'bound'; readonly socket: HeldSocket; readonly handle: BoundHandle }
  | { readonly kind: 'refused'; readonly why: string }

/** Binds what the configuration wants held, or says in one line why that cannot be. */
export async function bindEarly(wanted: HoldSpec, ownerOfPort: (port: number) => string | undefined): Promise<Early> {
  if (wanted.kind === 'unix') return bindUnix(wanted.path)
  const { host, port } = wanted
  const address = host === null || isIP(host) > 0 ? host : await addressOf(host)
  if (address === undefined) return refused(wanted, 'the host name does not resolve', 'correct it in "hold"')
  const bound = bindPort(address, port)
  if (bound.kind === 'bound') {
    return { kind: 'bound', handle: bound.handle, socket: { kind: 'tcp', host, port, address: bound.address, isIpv6Only: false } }
  }
  if (bound.code === 'EADDRINUSE') return refused(wanted, await tellWhoListens(port, ownerOfPort), 'stop that, or choose another port')
  return refusedByCode(wanted, bound.code)
}

/** Who has a port, in words. */
export async function tellWhoListens(port: number, ownerOfPort: (port: number) => string | undefined): Promise<string> {
  const owner = ownerOfPort(port)
  if (owner !== undefined) return `the port is held for ${owner}`
  const listener = await findListener(port, (pid) => pid === process.pid)
  return listener === undefined ? 'another program listens there' : `${listener.program || 'a program'} (pid ${listener.pid}) listens there`
}

async function bindUnix(path: string): Promise<Early> {
  const bound: Bound = await bindPath(path)
  if (bound.kind === 'refused') {
    // libuv says EACCES for both.
    const isFolderThere = await stat(dirname(path)).then((found) => found.isDirectory(), () => false)
    return refusedByCode({ kind: 'unix', path }, isFolderThere ? bound.code : 'ENOENT')
  }
  const { ino: inode } = await stat(path)
  return { kind: 'bound', handle: bound.handle, socket: { kind: 'unix', path, inode, link: null } }
}

async function addressOf(host: string): Promise<string | undefined> {
  const found = lookup(host).then(({ address }) => address, () => undefined)
  return Promise.race([found, delay(lookupDeadlineMs, undefined, { ref: false })])
}

function refusedByCode(wanted: HoldSpec, code: string): Early {
  if (wanted.kind === 'tcp' && code === 'EACCES' && wanted.port < firstUnprivilegedPort) {
    return refused(wanted, `ports below ${firstUnprivilegedPort} need rights that this user does not have`, 'choose another port')
  }
  const [reason = code, remedy = 'correct "hold"'] = reasons[code] ?? []
  return refused(wanted, reason, remedy)
}

const reasons: Partial<Record<string, readonly [string, string]>> = {
  EACCES: ['no permission', 'make its folder writable, or choose another place'],
  EADDRINUSE: ['another program listens there', 'stop that, or choose another place'],
  EADDRNOTAVAIL: ['this machine does not have the address', 'correct it in "hold"'],
  ENOENT: ['its folder does not exist', 'create the folder'],
}

function refused(wanted: HoldSpec, reason: string, remedy: string): Early {
  return { kind: 'refused', why: `cannot hold ${placeOf(wanted)}: ${reason} (${remedy}, until then it is started without)` }
}
