import type { SendHandle } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { isIP, Socket } from 'node:net'

import { heldKey, type HeldSocket, type HoldSpec } from '../../../supervision/src/state/held-socket.ts'
import type { ProcessSpec } from '../../../supervision/src/state/project.ts'

const firstDescriptor = 3 // SD_LISTEN_FDS_START
const variables = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'] as const

export interface Inherited {
  readonly key: string
  readonly handle: SendHandle
}

/**
 * The listening sockets that systemd opened for us (sd_listen_fds(3)), as the exported `.socket` units name them: each bears the
 * name of its process, in the order of `hold`. They outlive all of us: connections wait while the whole unit is restarted.
 */
export async function inheritSockets(processes: readonly Pick<ProcessSpec, 'name' | 'hold'>[]): Promise<Inherited[]> {
  const { LISTEN_PID: pid, LISTEN_FDS: count = '0', LISTEN_FDNAMES: names = '' } = process.env
  for (const name of variables) Reflect.deleteProperty(process.env, name) // they are for us, not for what we start
  if (pid !== String(process.pid)) return []
  const owners = names.split(':').slice(0, Number(count))
  const sockets = owners.map(async (owner, index): Promise<Inherited | undefined> => {
    const earlier = owners.slice(0, index).filter((other) => other === owner).length
    const socket = await toHeld(processes.find(({ name }) => name === owner)?.hold[earlier])
    return socket && { key: heldKey(owner, socket), handle: handleOf(firstDescriptor + index) }
  })
  return (await Promise.all(sockets)).filter((one) => one !== undefined)
}

async function toHeld(wanted: HoldSpec | undefined): Promise<HeldSocket | undefined> {
  if (wanted?.kind === 'unix') {
    const { path } = wanted
    return stat(path).then(({ ino: inode }) => ({ kind: 'unix' as const, path, inode, link: null }), () => undefined)
  }
  if (wanted === undefined) return undefined
  const { host, port } = wanted
  return { kind: 'tcp', host, port, address: listenAddress(host) ?? '::', isIpv6Only: false }
}

/** Where systemd is told to listen for it, or undefined for every address. It takes no names. */
export function listenAddress(host: string | null): string | undefined {
  if (host === null) return undefined
  return isIP(host) > 0 ? host : '127.0.0.1'
}

// The socket object only adopts the descriptor, so that it can be handed on; it never reads.
function handleOf(fd: number): SendHandle {
  return (new Socket({ fd, readable: false, writable: false }) as unknown as { readonly _handle: SendHandle })._handle
}
