import { get, type IncomingMessage } from 'node:http'

import { describeFailure, inSeconds } from './failure.ts'
import type { Answer } from './judge-health.ts'

const bodyBytesMax = 64 * 1_024

/** `GET`: good is a 2xx status with its body, or with the first 64 KB of it. Every question has a connection of its own. */
export async function askHttp(url: string, { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal }): Promise<Answer> {
  const getIt = url.startsWith('https:') ? await secureGet() : get
  return new Promise((resolve) => {
    const bad = (why: string): void => { resolve({ kind: 'bad', why: `GET ${url}: ${why}` }) }
    const request = getIt(url, { agent: false, headers: { connection: 'close', 'user-agent': 'crash-only' }, signal }, (response) => {
      response.on('error', (error) => { bad(describeFailure(error)) })
      onBody(response, () => {
        request.destroy()
        const { statusCode = 0 } = response
        if (statusCode >= 200 && statusCode < 300) resolve({ kind: 'good' })
        else bad(statusCode >= 300 && statusCode < 400 ? `${statusCode}, a redirect; these are not followed` : String(statusCode))
      })
    })
    // The whole of it, not the silence on the socket: a byte each second is no answer.
    const deadline = setTimeout(() => {
      resolve({ kind: 'none', why: `GET ${url}: no answer within ${inSeconds(timeoutMs)}` })
      request.destroy()
    }, timeoutMs)
    request.on('error', (error) => { bad(describeFailure(error)) })
    request.once('close', () => { clearTimeout(deadline) })
  })
}

function onBody(response: IncomingMessage, callback: () => void): void {
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes >= bodyBytesMax) callback()
  })
  response.once('end', callback)
}

// A megabyte of memory that most projects never need. Whose the certificate is, is not the question.
async function secureGet(): Promise<typeof get> {
  const https = await import('node:https')
  return ((url: string, options: object, callback: (response: IncomingMessage) => void) =>
    https.get(url, { ...options, rejectUnauthorized: false }, callback)) as typeof get
}
