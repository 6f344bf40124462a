import { type ClientRequest, get } from 'node:http'

import { withResolvers } from '../../../extension/supervision/src/platform/with-resolvers.ts'

const hedgeMs = 50
const openMax = 20
const retryMs = 2

export interface Answer {
  /** Since it was first asked. */
  readonly ms: number
  readonly text: string
}

/**
 * The first answer of a program, from whoever gives one except the one left out; undefined after the deadline. Asks again at
 * once when refused or reset. It also asks anew while a request waits, since a request may be lost for ever in a process that
 * died, but not too often, for those that wait in a held socket are answered in the end.
 */
export async function firstAnswer(
  { port, program: { path } }: { readonly port: number; readonly program: { readonly path: string } },
  options: { readonly notFrom?: string; readonly deadlineMs: number },
): Promise<Answer | undefined> {
  const beganAt = performance.now()
  const open = new Set<ClientRequest>()
  const { promise, resolve } = withResolvers<Answer | undefined>()
  const ask = (): void => {
    const request = get({ host: '127.0.0.1', port, path, agent: false })
    open.add(request)
    void answerTo(request).then((text) => {
      if (!open.delete(request)) return
      if (text !== undefined && text !== options.notFrom) resolve({ ms: performance.now() - beganAt, text })
      else if (open.size === 0) retry = setTimeout(ask, retryMs)
    })
  }
  let retry: NodeJS.Timeout | undefined
  const hedge = setInterval(() => { if (open.size > 0 && open.size < openMax) ask() }, hedgeMs)
  const deadline = setTimeout(() => { resolve(undefined) }, options.deadlineMs)
  ask()
  const answer = await promise
  for (const timer of [retry, hedge, deadline]) clearTimeout(timer)
  const left = [...open]
  open.clear()
  for (const request of left) request.destroy()
  return answer
}

/** The body of an answer with status 200; undefined when there is none. */
async function answerTo(request: ClientRequest): Promise<string | undefined> {
  return new Promise((resolve) => {
    request.once('error', () => { resolve(undefined) })
    request.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
      response.once('end', () => { resolve(response.statusCode === 200 ? text : undefined) })
      response.once('error', () => { resolve(undefined) })
    })
  })
}
