import { rename, writeFile } from 'node:fs/promises'
import { setInterval } from 'node:timers'

import type { Asked } from './asked-for.ts'
import { closeCopies, type HeldSocket, isInTheWay, isOpen, isReachableSync, isSame, type KnownSocket } from './known-socket.ts'
import type { RawHandle } from '../own-channel.ts'

const lookEveryMs = 200
const listensAgainMs = 800
const takesLateMs = 2_000
const privateFileMode = 0o600

/** Why a socket is to be held no longer: its server was closed; this incarnation does not want it; it is in the way of another. */
export type LetGoReason = 'closed' | 'not-taken' | 'in-the-way'

export interface SocketsPlace {
  /** Path, to which `-<count>` is added, of notes that say what is to be held no longer. */
  readonly letGoFile: string | undefined
  /**
   * How long a start may take, in ms: what this program has not taken then is not wanted any more. Null for one of several
   * processes of a chain: another of them may take it.
   */
  readonly takesWithinMs: number | null
}

/**
 * The sockets that are held for this program. It is free to do with its ports what it likes: one that it closes, or does
 * not take any more, is let go within a moment, so that it refuses as it should instead of keeping clients waiting.
 */
export class Sockets {
  readonly #known: KnownSocket[]
  readonly #place: SocketsPlace
  #notes = 0
  #beganMs: number | null = null
  #listensSinceMs = Infinity
  #isLooking = false

  constructor(inherited: readonly { readonly socket: HeldSocket; readonly fds: readonly number[] }[], place: SocketsPlace) {
    this.#known = inherited.map(({ socket, fds }) => ({ socket, copies: [...fds], handle: null, closedMs: null }))
    this.#place = place
  }

  /** It is the program from now on, and begins to take its sockets. */
  begin(): void {
    if (this.#beganMs !== null) return
    this.#beganMs = performance.now()
    this.#lookOn()
  }

  /** A descriptor to listen on, where what is asked for is held and no server of this process has it. */
  takeSync(asked: Asked): { readonly fd: number; readonly known: KnownSocket } | undefined {
    const known = this.#known.find((one) => isSame(one.socket, asked) && !isOpen(one) && one.copies.length > 0)
    if (known === undefined) return undefined
    if (known.socket.kind === 'unix' && !isReachableSync(known.socket)) return undefined
    const fd = known.copies.shift()
    return fd === undefined ? undefined : { fd, known }
  }

  /** The program found a descriptor by itself (LISTEN_FDS). */
  tookByItself(fd: number): KnownSocket | undefined {
    const known = this.#known.find(({ copies }) => copies.includes(fd))
    known?.copies.splice(known.copies.indexOf(fd), 1)
    return known
  }

  /** Lets go what would make the kernel refuse this. @returns whether there was any */
  makeWay(asked: Asked): boolean {
    const inTheWay = this.#known.filter((one) => isInTheWay(one.socket, asked) && !isOpen(one))
    for (const known of inTheWay) this.#letGo(known, 'in-the-way')
    return inTheWay.length > 0
  }

  /** A server listens, on one that is known or on any other. */
  listens(known: KnownSocket | undefined, handle: RawHandle): void {
    this.#listensSinceMs = Math.min(this.#listensSinceMs, performance.now())
    if (known !== undefined) Object.assign(known, { handle, closedMs: null })
    this.#lookOn()
  }

  /** The restarter has a copy of it from now on. */
  isHandedOver(socket: HeldSocket, handle: RawHandle): void {
    this.#known.push({ socket, copies: [], handle, closedMs: null })
    this.#lookOn()
  }

  #lookOn(): void {
    if (this.#isLooking || this.#known.length === 0) return
    this.#isLooking = true
    const looking = setInterval(() => {
      const now = performance.now()
      for (const known of [...this.#known]) this.#look(known, now)
      this.#isLooking = this.#known.length > 0
      if (!this.#isLooking) clearInterval(looking)
    }, lookEveryMs).unref()
  }

  #look(known: KnownSocket, now: number): void {
    if (isOpen(known)) return
    if (known.handle !== null) {
      known.closedMs ??= now
      if (now - known.closedMs >= listensAgainMs) this.#letGo(known, 'closed')
    } else if (now >= this.#isTakenBy()) this.#letGo(known, 'not-taken')
  }

  /** Where it listens, it does so on all its sockets within a moment. */
  #isTakenBy(): number {
    const { takesWithinMs } = this.#place
    if (takesWithinMs === null || this.#beganMs === null) return Infinity
    return Math.min(this.#listensSinceMs + takesLateMs, this.#beganMs + takesWithinMs)
  }

  #letGo(known: KnownSocket, why: LetGoReason): void {
    this.#known.splice(this.#known.indexOf(known), 1)
    closeCopies(known)
    const { letGoFile } = this.#place
    if (letGoFile === undefined) return
    this.#notes += 1
    void note(`${letGoFile}-${this.#notes}`, JSON.stringify({ socket: known.socket, why }))
  }
}

async function note(path: string, text: string): Promise<void> {
  try {
    await writeFile(`${path}.new`, text, { mode: privateFileMode, flush: true })
    await rename(`${path}.new`, path)
  } catch {
    // No room, no folder: the socket stays held, and the program never notices.
  }
}
