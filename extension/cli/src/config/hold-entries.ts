import { isIPv6 } from 'node:net'
import { resolve } from 'node:path'

import { type HoldSpec, placeOf } from '../../../supervision/src/state/held-socket.ts'
import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { badConfig } from './bad-config.ts'

const portMax = 65_535
const pathBytesMax = 107 // sun_path of sockaddr_un, unix(7)
const forms = 'a port (3000), "host:port", "[::1]:port" or the path of a Unix socket with a / in it'

/** What `hold` names, or (as text) what is wrong with it. */
export function toHoldSpec(entry: number | string, cwd: string): HoldSpec | string {
  if (typeof entry === 'number') return { kind: 'tcp', host: null, port: entry }
  if (/^\d+$/u.test(entry)) return toPort(null, entry)
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]|([^:/\[\]]+)):(\d+)$/u.exec(entry) ?? []
  if (bracketed !== undefined && !isIPv6(bracketed)) return `"${bracketed}" is no IPv6 address (others stand without brackets)`
  const host = bracketed ?? plain
  if (host !== undefined) return toPort(host, digits)
  if (!entry.includes('/')) return `${JSON.stringify(entry)} is neither of these: ${forms}`
  const path = resolve(cwd, entry)
  const isTooLong = Buffer.byteLength(path) > pathBytesMax
  return isTooLong ? `${path} is longer than a socket's path can be (${pathBytesMax} bytes; choose another)` : { kind: 'unix', path }
}

function toPort(host: string | null, digits: string): HoldSpec | string {
  const port = Number(digits)
  return port > 0 && port <= portMax ? { kind: 'tcp', host, port } : `${digits} is no port (1 to ${portMax})`
}

/** Refuses a socket that two want, or one wants twice: only one of them could have it. */
export function checkHolds(specs: readonly Pick<ProcessSpec, 'name' | 'hold'>[], source: string): void {
  const all = specs.flatMap(({ name, hold }) => hold.map((wanted) => ({ name, wanted })))
  for (const [index, { name, wanted }] of all.entries()) {
    const other = all.slice(0, index).find((before) => isOverlapping(before.wanted, wanted))
    if (other === undefined) continue
    const [one, two] = [placeOf(other.wanted), placeOf(wanted)]
    const what = one === two ? two : `${two}, which is within ${one},`
    const whose = other.name === name ? 'twice' : `and is held for ${JSON.stringify(other.name)} already`
    throw badConfig(`${source}: processes.${name}.hold names ${what} ${whose} (remove one of them)`, ['processes', name, 'hold'])
  }
}

const wildcards: ReadonlySet<string | null> = new Set([null, '::', '0.0.0.0'])

function isOverlapping(a: HoldSpec, b: HoldSpec): boolean {
  if (a.kind === 'unix' || b.kind === 'unix') return placeOf(a) === placeOf(b)
  return a.port === b.port && (a.host === b.host || wildcards.has(a.host) || wildcards.has(b.host))
}
