import { get } from 'node:http'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** `connected`, or the code of the error. The connection is closed at once. */
export async function tryToConnect(options: NetConnectOpts): Promise<string> {
  const socket = connect({ ...options, timeout: 2_000 })
  return new Promise((resolve) => {
    const settle = (what: string): void => {
      socket.destroy()
      resolve(what)
    }
    socket.once('connect', () => { settle('connected') })
    socket.once('timeout', () => { settle('timeout') })
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => { settle(code) })
  })
}

/** Opens that many connections, and gives them when all of them are there. */
export async function connectAll(count: number, options: NetConnectOpts): Promise<Socket[]> {
  return Promise.all(Array.from({ length: count }, async () => new Promise<Socket>((resolve, reject) => {
    const socket = connect(options)
    socket.once('connect', () => { resolve(socket) }).once('error', reject)
  })))
}

export type Where = { readonly port: number; readonly host?: string } | { readonly socketPath: string }

/** The JSON that a server answers, on a connection of its own. Waits for one that is just coming back, too. */
export async function jsonOf(options: Where): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = get({ ...options, agent: false, timeout: 10_000 }, (response) => {
      text(response).then((body) => { resolve(JSON.parse(body) as unknown) }, reject)
    })
    request.once('timeout', () => request.destroy(new Error('no answer in time'))).once('error', reject)
  })
}
