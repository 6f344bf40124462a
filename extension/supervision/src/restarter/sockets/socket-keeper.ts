import type { SendHandle } from 'node:child_process'
import { link as makeLink, rm, stat } from 'node:fs/promises'

import { listenOnce, makeBlocking } from '../../platform/ready-socket.ts'
import type { HeldPlace } from '../../state/control.ts'
import type { JournalWriter } from '../../state/journal-writer.ts'
import { isDirectNode } from '../../state/direct-node.ts'
import { type HeldPath, type HeldSocket, heldKey, type HoldSpec, isSameSocket, isWanted, linkOf, placeOf } from '../../state/held-socket.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { type HeldForSpawn, HeldSockets } from './held-sockets.ts'
import { bindEarly } from './hold-early.ts'

export interface KeeperContext {
  readonly journal: JournalWriter
  readonly onHeld: (key: string, handle: SendHandle) => void
  readonly onLetGo: (key: string) => void
  /** Whose sockets a process listens on: those of a pair are the first one's. */
  readonly ownerOf: (name: string) => string
  /** It has another socket, or one less. */
  readonly onChanged: (owner: string) => void
}

/** Why what the configuration wants held is not, by place. Final: it is not tried again before the configuration changes. */
interface Refusals {
  readonly of: readonly HoldSpec[]
  readonly byPlace: Map<string, { readonly why: string; readonly isFinal: boolean }>
}

/** Which sockets are held for whom: bound early where the configuration says so, handed over by the program, let go again. */
export class SocketKeeper {
  readonly held = new HeldSockets()
  readonly #context: KeeperContext
  readonly #refusals = new Map<string, Refusals>()
  readonly #unholdable = new Set<string>()

  constructor(context: KeeperContext) {
    this.#context = context
  }

  /** It is started by hand: what held it up before may be different now. */
  beginRun(name: string): void {
    this.#unholdable.delete(name)
    this.#refusals.delete(name)
  }

  of(name: string): HeldForSpawn[] {
    return this.held.of(this.#context.ownerOf(name))
  }

  /** What a next incarnation gets, and whether it hands over what else it listens on. */
  forSpawn(spec: ProcessSpec): { readonly held: readonly HeldForSpawn[]; readonly isHandingOver: boolean } {
    return { held: this.of(spec.name), isHandingOver: this.#isHoldable(spec.name) && isDirectNode(spec) }
  }

  /** False for a program that listens in a way of its own, for which a held socket is in use. */
  #isHoldable(name: string): boolean {
    return !this.#unholdable.has(this.#context.ownerOf(name))
  }

  /** It is stopped. A twin only shared the sockets of its pair. */
  async end(name: string): Promise<void> {
    if (this.#context.ownerOf(name) === name) await this.letGo(name, () => true)
  }

  async dontHold(name: string): Promise<void> {
    this.#unholdable.add(this.#context.ownerOf(name))
    await this.isUnwanted(name, () => true, 'it listens by itself instead of taking what is held')
  }

  /** Before a start: binds what is to be held and is not yet. */
  async holdEarly(spec: ProcessSpec): Promise<void> {
    const { name, hold } = spec
    if (!this.#isHoldable(name) || this.#context.ownerOf(name) !== name) return
    if (this.#refusals.get(name)?.of !== hold) this.#refusals.set(name, { of: hold, byPlace: new Map() })
    // Others take what is there by its number (LISTEN_FDS), so there must be nothing else.
    if (!isDirectNode(spec)) await this.letGo(name, (socket) => !hold.some((wanted) => isWanted(socket, wanted)))
    for (const wanted of hold) {
      const isHeld = this.held.of(name).some(({ socket }) => isWanted(socket, wanted))
      if (!isHeld && this.#refusal(name, wanted)?.isFinal !== true) await this.#bind(spec, wanted)
    }
    if (!isDirectNode(spec)) await Promise.all(this.held.of(name).map(async ({ fd }) => makeBlocking(fd)))
  }

  /** An incarnation listens, and gave us a copy of its socket. */
  async isHandedOver(name: string, socket: HeldSocket, handle: SendHandle): Promise<void> {
    // What it has now takes the place of what it had there.
    await this.letGo(name, (known) => (known.kind === 'unix' ? known.path === placeOf(socket) : isSameSocket(known, socket)))
    await this.#keep(this.#context.ownerOf(name), socket, handle)
  }

  async letGo(name: string, which: (socket: HeldSocket) => boolean, why?: string): Promise<void> {
    const owner = this.#context.ownerOf(name)
    for (const { socket } of this.held.of(owner).filter((one) => which(one.socket))) {
      const key = this.held.letGo(owner, socket)
      if (key === undefined) continue
      this.#context.onLetGo(key)
      this.#context.onChanged(owner)
      if (socket.kind === 'unix') await removePath(socket)
      if (why === undefined) continue
      void this.#context.journal.append({ event: 'held', name, why: `${placeOf(socket)}: ${why}`, data: { socket: 'let-go' } })
    }
  }

  /** The program does not want what the configuration says: it would only be in its way at every start. */
  async isUnwanted(name: string, which: (socket: HeldSocket) => boolean, why: string): Promise<void> {
    const owner = this.#context.ownerOf(name)
    for (const wanted of this.#refusals.get(owner)?.of ?? []) {
      const isMeant = this.held.of(owner).some(({ socket }) => isWanted(socket, wanted) && which(socket))
      if (isMeant) this.#refuse(owner, wanted, { why: `${placeOf(wanted)} is not held: ${why} (correct "hold")`, isFinal: true })
    }
    await this.letGo(name, which, why)
  }

  placesOf(name: string): HeldPlace[] {
    return this.held.of(name).map(({ socket }) => (
      socket.kind === 'unix' ? { host: socket.path, port: null } : { host: socket.address, port: socket.port }
    ))
  }

  /** What a person should know of what is not held, or null. */
  adviceFor(name: string): string | null {
    const refusals = [...(this.#refusals.get(name)?.byPlace.values() ?? [])]
    return refusals.length === 0 ? null : refusals.map(({ why }) => why).join('; ')
  }

  async #bind(spec: ProcessSpec, wanted: HoldSpec): Promise<void> {
    const early = await bindEarly(wanted, (port) => this.held.ownerOfPort(port))
    if (early.kind === 'refused') {
      this.#refuse(spec.name, wanted, { why: early.why, isFinal: false })
      return
    }
    // Node programs call listen(2) themselves. Until they do, connections are refused instead of kept waiting.
    if (!isDirectNode(spec)) await listenOnce(early.handle.fd)
    this.#refusals.get(spec.name)?.byPlace.delete(placeOf(wanted))
    await this.#keep(spec.name, early.socket, early.handle)
  }

  async #keep(name: string, given: HeldSocket, handle: SendHandle): Promise<void> {
    const socket = given.kind === 'unix' ? { ...given, link: await secondNameOf(given) } : given
    const key = heldKey(name, socket)
    if (!this.held.keep(key, handle)) return
    this.#context.onHeld(key, handle)
    this.#context.onChanged(name)
    void this.#context.journal.append({ event: 'held', name, why: placeOf(socket) })
  }

  #refusal(name: string, wanted: HoldSpec) {
    return this.#refusals.get(name)?.byPlace.get(placeOf(wanted))
  }

  #refuse(name: string, wanted: HoldSpec, refusal: { readonly why: string; readonly isFinal: boolean }): void {
    if (this.#refusal(name, wanted)?.why === refusal.why) return
    this.#refusals.get(name)?.byPlace.set(placeOf(wanted), refusal)
    void this.#context.journal.append({ event: 'held', name, why: refusal.why, data: { socket: 'refused' } })
  }
}

/** So that it is still there when the program removes its path before it listens, as most do. Null where that cannot be. */
async function secondNameOf({ path, inode }: HeldPath): Promise<string | null> {
  const name = linkOf(path)
  try {
    if ((await inodeOf(path)) !== inode) return null
    await rm(name, { force: true })
    await makeLink(path, name)
    return name
  } catch {
    return null // no right to write there: then a start that removes the path refuses clients for a moment
  }
}

async function removePath({ path, inode, link }: HeldPath): Promise<void> {
  for (const name of [path, link]) {
    if (name !== null && (await inodeOf(name)) === inode) await rm(name, { force: true }).catch(() => undefined) // no right to
  }
}

async function inodeOf(path: string): Promise<number | undefined> {
  return stat(path).then(({ ino }) => ino, () => undefined)
}
