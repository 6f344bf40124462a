import type { SendHandle } from 'node:child_process'

/** A listening socket of a process, kept open across its deaths: connections queue meanwhile instead of being refused. */
export interface HeldSocket {
  readonly name: string
  /** As the program asked for it; null where it named no host. */
  readonly host: string | null
  readonly port: number
}

/** A raw handle of libuv, as `net` has it in `server._handle`. It is never listened to here, only kept. */
interface RawHandle {
  readonly fd: number
  close(): void
}

export interface HeldForSpawn {
  readonly fd: number
  readonly host: string | null
  readonly port: number
}

/**
 * The sockets that incarnations handed over when they began to listen. The watchdog has a copy of each, so that either
 * role can die; a restarter that comes up gets them back from it.
 */
export class HeldSockets {
  readonly #handles = new Map<string, RawHandle>()

  /** @returns whether it is a new one, and its key */
  keep(key: string, handle: SendHandle): boolean {
    const raw = handle as unknown as RawHandle
    if (this.#handles.has(key)) {
      raw.close() // the same socket a second time, by another way
      return false
    }
    this.#handles.set(key, raw)
    return true
  }

  of(name: string): HeldForSpawn[] {
    return [...this.#handles].flatMap(([key, { fd }]) => {
      const held = parseKey(key)
      return held?.name === name ? [{ fd, host: held.host, port: held.port }] : []
    })
  }

  /** Closes those of one process. @returns their keys */
  letGo(name: string): string[] {
    const keys = [...this.#handles.keys()].filter((key) => parseKey(key)?.name === name)
    for (const key of keys) {
      this.#handles.get(key)?.close()
      this.#handles.delete(key)
    }
    return keys
  }

  all(): { key: string; handle: SendHandle }[] {
    return [...this.#handles].map(([key, handle]) => ({ key, handle: handle as unknown as SendHandle }))
  }
}

export function heldKey({ name, host, port }: HeldSocket): string {
  return JSON.stringify([name, host, port])
}

function parseKey(key: string): HeldSocket | undefined {
  const [name, host, port] = JSON.parse(key) as [string, string | null, number]
  return { name, host, port }
}
