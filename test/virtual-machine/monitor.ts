import type { Socket } from 'node:net'

import { eventually } from '../helpers/eventually.ts'

const answerDeadlineMs = 30_000

export interface QmpEvent {
  readonly event: string
  readonly data?: { readonly action?: string; readonly reason?: string }
  /** The guest's own clock when it was last seen before that. */
  readonly uptimeS: number
}

interface Answer {
  readonly id: number
  readonly return?: { readonly status?: string }
  readonly error?: { readonly desc: string }
}

/**
 * QEMU's machine protocol, by its socket: one JSON object a line.
 *
 * @see https://www.qemu.org/docs/master/interop/qmp-spec.html
 */
export class Monitor {
  readonly events: QmpEvent[] = []
  readonly #socket: Socket
  readonly #uptimeS: () => number
  readonly #answers = new Map<number, Answer>()
  #asked = 0
  #rest = ''

  /** @param uptimeS the guest's own clock, in seconds */
  constructor(socket: Socket, uptimeS: () => number) {
    this.#socket = socket.on('data', (text: string) => { this.#hear(text) })
    this.#uptimeS = uptimeS
  }

  /** @returns the status that QEMU answers with, where it does */
  async ask(execute: string, args: Readonly<Record<string, unknown>> = {}): Promise<string | undefined> {
    const id = this.#asked += 1
    this.#socket.write(`${JSON.stringify({ execute, arguments: args, id })}\n`)
    const answer = await eventually(`QEMU answers ${execute}`, async () => Promise.resolve(this.#answers.get(id)), answerDeadlineMs)
    if (answer.error !== undefined) throw new Error(`${execute}: ${answer.error.desc}`)
    return answer.return?.status
  }

  async whenStatus(execute: string, status: string): Promise<void> {
    await eventually(`${execute} gives ${status}`, async () => (await this.ask(execute)) === status, answerDeadlineMs)
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines.filter((part) => part.trim() !== '')) {
      const message = JSON.parse(line) as Partial<QmpEvent & Answer>
      if (message.event !== undefined) this.events.push({ ...message, event: message.event, uptimeS: this.#uptimeS() })
      else if (message.id !== undefined) this.#answers.set(message.id, { ...message, id: message.id })
    }
  }
}
