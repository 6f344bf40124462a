import type { SendHandle } from 'node:child_process'

import { heldKey, type HeldSocket, parseHeldKey } from '../../state/held-socket.ts'

/** A raw handle of libuv, as `net` has it in `server._handle`. It is never listened to here, only kept. */
interface RawHandle {
  readonly fd: number
  close(): void
}

export interface HeldForSpawn {
  readonly fd: number
  readonly socket: HeldSocket
}

/**
 * The sockets that incarnations handed over when they began to listen, and those that were bound before. The watchdog
 * has a copy of each, so that either role can die; a restarter that comes up gets them back from it.
 */
export class HeldSockets {
  readonly #handles = new Map<string, RawHandle>()

  /** @returns whether it is a new one */
  keep(key: string, handle: SendHandle): boolean {
    const raw = handle as unknown as RawHandle
    if (this.#handles.has(key) || parseHeldKey(key) === undefined) {
      raw.close() // the same socket a second time, by another way
      return false
    }
    this.#handles.set(key, raw)
    return true
  }

  of(name: string): HeldForSpawn[] {
    return [...this.#handles].flatMap(([key, { fd }]) => {
      const held = parseHeldKey(key)
      return held?.name === name ? [{ fd, socket: held.socket }] : []
    })
  }

  /** Whose socket that is, where it is one that is held. */
  ownerOfPort(port: number): string | undefined {
    const keys = [...this.#handles.keys()].map(parseHeldKey)
    return keys.find((held) => held?.socket.kind === 'tcp' && held.socket.port === port)?.name
  }

  /** @returns its key, where it was held */
  letGo(name: string, socket: HeldSocket): string | undefined {
    const key = heldKey(name, socket)
    const handle = this.#handles.get(key)
    if (handle === undefined) return undefined
    handle.close()
    this.#handles.delete(key)
    return key
  }

  all(): { key: string; handle: SendHandle }[] {
    return [...this.#handles].map(([key, handle]) => ({ key, handle: handle as unknown as SendHandle }))
  }
}
