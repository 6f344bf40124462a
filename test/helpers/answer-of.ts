import { get } from 'node:http'

const deadlineMs = 1_000

/** The answer of a server on 127.0.0.1, on a connection of its own, or undefined while it does not answer. */
export async function answerOf(port: number, path = '/'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: deadlineMs }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
      response.once('end', () => { resolve(text) }).once('error', () => { resolve(undefined) })
    })
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.once('error', () => { resolve(undefined) })
  })
}
