import { createConnection } from 'node:net'

import type { Answer, Ask } from '../../supervision/src/state/control.ts'
import { parseJson } from './parse-json.ts'

const answerDeadlineMs = 10_000

/**
 * Asks the restarter itself, for where our command cannot run: it knows a project by the folder that it runs in.
 * @returns undefined where nobody answers
 */
export async function askRestarter(socketPath: string, ask: Ask): Promise<Answer | undefined> {
  const socket = createConnection(socketPath)
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy()) // the close event that follows says all
  const line = await new Promise<string>((resolve) => {
    const deadline = setTimeout(() => socket.destroy(), answerDeadlineMs)
    let text = ''
    socket.once('close', () => { clearTimeout(deadline); resolve('') })
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    socket.write(`${JSON.stringify({ id: 'editor', ...ask })}\n`)
  })
  socket.destroy()
  // Undefined, too, when it ended before it answered.
  return parseJson(line) as Answer | undefined
}
