/** A message of the Debug Adapter Protocol, as far as it is looked at. */
export interface DebugMessage {
  readonly seq?: number
  readonly type?: string
  readonly event?: string
  readonly command?: string
  readonly request_seq?: number
  readonly success?: boolean
  readonly arguments?: { readonly threadId?: number; readonly singleThread?: boolean } | null
  readonly body?: {
    readonly threadId?: number
    readonly reason?: string
    readonly allThreadsStopped?: boolean
    readonly allThreadsContinued?: boolean
    readonly systemProcessId?: number
  } | null
}

/** Commands after whose success the program runs on; adapters need not tell that by an event. */
const goOn = new Set(['continue', 'next', 'stepIn', 'stepOut', 'stepBack', 'reverseContinue', 'goto', 'restartFrame', 'restart'])
const noThread = -1
const requestsMax = 100

/** Which threads of one debug session stand at a breakpoint, from what its adapter says. */
export class StoppedThreads {
  readonly #threads = new Set<number>()
  /** Threads that requests on the way are about: their responses do not say. */
  readonly #requested = new Map<number, number | undefined>()

  get isAnyStopped(): boolean {
    return this.#threads.size > 0
  }

  /** To the adapter. */
  sent({ seq, type, command, arguments: args }: DebugMessage): void {
    if (type !== 'request' || seq === undefined || !goOn.has(command ?? '')) return
    // An adapter that answers nothing must not fill the memory.
    if (this.#requested.size >= requestsMax) this.#requested.clear()
    this.#requested.set(seq, args?.singleThread === true ? args.threadId : undefined)
  }

  /** From the adapter. */
  heard(message: DebugMessage): void {
    if (message.type === 'event') this.#happened(message)
    else if (message.type === 'response') this.#answered(message)
  }

  /** The session is over: whatever it held is free. */
  end(): void {
    this.#threads.clear()
  }

  #happened({ event, body }: DebugMessage): void {
    if (event === 'stopped') this.#threads.add(body?.threadId ?? noThread)
    else if (event === 'continued') this.#continued(body?.allThreadsContinued === false ? body.threadId : undefined)
    else if (event === 'thread' && body?.reason === 'exited') this.#threads.delete(body.threadId ?? noThread)
    else if (event === 'terminated' || event === 'exited') this.end()
  }

  #answered({ request_seq: seq = 0, command, success, body }: DebugMessage): void {
    const thread = this.#requested.get(seq)
    this.#requested.delete(seq)
    if (success !== true || !goOn.has(command ?? '')) return
    this.#continued(body?.allThreadsContinued === false ? (thread ?? body.threadId) : thread)
  }

  #continued(thread: number | undefined): void {
    if (thread === undefined) this.#threads.clear()
    else this.#threads.delete(thread)
  }
}
