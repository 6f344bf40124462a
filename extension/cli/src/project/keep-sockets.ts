import type { SendHandle } from 'node:child_process'

import { raiseRole, type RoleStart } from '../../../supervision/src/platform/role-line.ts'
import type { HoldMessage, LetGoMessage } from '../../../supervision/src/state/watch.ts'
import type { Inherited } from './inherited-sockets.ts'

/**
 * Copies of the project's listening sockets, for as long as this command lives: were both roles killed in the same
 * instant, nobody else would have them.
 */
export class KeptSockets {
  readonly #handles = new Map<string, SendHandle>()

  /** @param inherited those that whoever started us has opened */
  constructor(inherited: readonly Inherited[] = []) {
    for (const { key, handle } of inherited) this.#handles.set(key, handle)
  }

  /** Raises a restarter that gives us copies of its sockets, and gets back those that we have. */
  async raiseRestarter(start: RoleStart): Promise<void> {
    const line = await raiseRole({ ...start, args: [...start.args, 'kept'] }, {
      onMessage: (message, handle) => { this.#hear(message as HoldMessage | LetGoMessage, handle) },
      onEnd: () => undefined, // its control socket ends, too
    })
    for (const [key, handle] of this.#handles) line.send({ kind: 'hold', key }, handle)
    line.send({ kind: 'that-is-all' })
  }

  #hear(message: HoldMessage | LetGoMessage, handle: SendHandle | undefined): void {
    const known = this.#handles.get(message.key) as { close(): void } | undefined
    if (message.kind === 'hold' && handle !== undefined) this.#handles.set(message.key, handle)
    if (message.kind === 'let-go') this.#handles.delete(message.key)
    known?.close()
  }
}
