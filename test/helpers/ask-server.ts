import { once } from 'node:events'
import { get as getHttp } from 'node:http'
import { connect } from 'node:http2'
import { get as getHttps } from 'node:https'
import { text } from 'node:stream/consumers'

import { WebSocket } from 'ws'

const deadlineMs = 15_000

export type Protocol = 'http' | 'https' | 'http2' | 'websocket'

/** One answer of a server on 127.0.0.1, on a connection of its own. Waits long: for a server that is just coming back, too. */
export async function askServer(protocol: Protocol, port: number): Promise<string> {
  return askers[protocol](port)
}

const askers: Record<Protocol, (port: number) => Promise<string>> = {
  http: async (port) => textOf(getHttp({ host: '127.0.0.1', port, agent: false, timeout: deadlineMs })),
  https: async (port) => {
    const psk = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, pskCallback: () => ({ psk: Buffer.alloc(32, 'key'), identity: 'test' }) }
    return textOf(getHttps({ host: '127.0.0.1', port, agent: false, timeout: deadlineMs, ...psk, checkServerIdentity: () => undefined }))
  },
  http2: async (port) => {
    const session = connect(`http://127.0.0.1:${port}`)
    try {
      const failed = once(session, 'error').then(([error]) => { throw error as Error })
      return await Promise.race([text(session.request({ ':path': '/' })), failed])
    } finally {
      session.destroy()
    }
  },
  websocket: async (port) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { handshakeTimeout: deadlineMs })
    try {
      const [message] = await once(socket, 'message') as [Buffer]
      return String(message)
    } finally {
      socket.terminate()
    }
  },
}

async function textOf(request: ReturnType<typeof getHttp>): Promise<string> {
  request.once('timeout', () => request.destroy(new Error('no answer in time')))
  const [response] = await once(request, 'response') as [AsyncIterable<Uint8Array>]
  return text(response)
}
