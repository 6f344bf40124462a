/** A raw handle of libuv, as `net` has it in `server._handle`. Closed: its descriptor is negative. */
export interface RawHandle {
  readonly fd: number
}

export type SendSocket = (message: object, handle: RawHandle) => void

/**
 * The channel to the restarter, which Node opened before us, for ourselves alone: the program must find none that it did
 * not have without us. It must neither be kept alive by it, nor hear when it ends.
 */
export function takeChannel(): SendSocket | undefined {
  const channel = process as unknown as Channel
  const { _send: send, channel: control } = channel
  if (send === undefined || control === undefined) return undefined
  // Node counts who listens to messages, and would keep the loop alive for them.
  Object.assign(control, { refCounted: ignore, unrefCounted: ignore, ref: ignore, unref: ignore })
  // Node itself calls these two when the channel ends, and would tell the program of it.
  Object.assign(channel, { disconnect: ignore, _disconnect: ignore })
  for (const name of ['send', 'connected']) Reflect.deleteProperty(process, name)
  // The others are Node's own while the channel is open.
  for (const name of Object.keys(process).filter(isOfChannel)) Object.defineProperty(process, name, { enumerable: false })
  return (message, handle) => { Reflect.apply(send, process, [message, handle, { swallowErrors: true }, ignore]) }
}

interface Channel {
  readonly _send?: (message: object, handle: unknown, options: object, callback: () => void) => boolean
  readonly channel?: object
}

function isOfChannel(name: string): boolean {
  return ['channel', 'disconnect', '_send', '_disconnect', '_handleQueue', '_pendingMessage'].includes(name)
}

function ignore(): void {
  // A restarter that died: the next one gets our socket from the next incarnation.
}
