import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import type { ProcessSpec } from '../../extension/supervision/src/state/project.ts'
import { askServer } from '../helpers/ask-server.ts'
import { startSpecs } from '../helpers/configure.ts'
import { freePort } from '../helpers/free-port.ts'

const page = join(import.meta.dirname, '../../docs/other-languages.md')
/** In the document the work is a moment; here a file stops it, as a lock or a dead server would. */
const stuckPython = "    time.sleep(0.1)\n    while os.path.exists('stuck'):\n        time.sleep(0.05)\n"
const stuckShell = '  sleep 0.1\n  while [ -e stuck ]; do sleep 0.05; done\n'

describe('the programs of the document', async () => {
  const blocks = [...(await readFile(page, 'utf8')).matchAll(/^```(\w+)\n(.*?)^```$/gmsu)].map(([, language, text]) => ({ language, text: text ?? '' }))
  const isTaking = (text: string): boolean => text.includes('LISTEN_PID')
  const python = blocks.filter(({ language, text }) => language === 'python' && !isTaking(text)).map(({ text }) => text.replace('    time.sleep(0.1)\n', stuckPython))
  const shell = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.replace('  sleep 0.1\n', stuckShell))

  test('are two in Python and one for the shell, and each does some work', () => {
    expect([python.length, shell.length]).toEqual([2, 1])
    for (const text of [...python, ...shell]) expect(text).toContain('stuck')
  })

  test('Python that takes its socket: the one that is held for it', async () => {
    const port = await freePort()
    const [taking] = blocks.filter(({ text }) => isTaking(text))
    const serving = 'server = listening_socket()\nwhile True:\n    one, _ = server.accept()\n    one.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\n" + str(server.fileno()).encode())\n    one.close()\n'
    const hold = [{ kind: 'tcp' as const, host: '127.0.0.1', port }]
    const project = await startSpecs({ worker: { command: ['python3', 'program'], hold } }, { files: { program: `${taking?.text ?? ''}\n${serving}` } })
    await project.when('worker', 'is up', ({ state }) => state === 'up')
    expect(await askServer('http', port)).toBe('3')
  })

  checkBeats('Python that touches the file', ['python3', 'program'], python[0], 'file')
  checkBeats('a shell that touches the file', ['sh', 'program'], shell[0], 'file')
  checkBeats('Python that speaks the protocol of systemd', ['python3', 'program'], python[1], 'systemd')
})

function checkBeats(title: string, command: readonly string[], text: string | undefined, from: ProcessSpec['heartbeat']['from']): void {
  test(`${title}: is up, and when its work hangs it is restarted for that`, async () => {
    const heartbeat = { staleAfterMs: 1_500, from, judge: null, stack: true }
    const project = await startSpecs({ worker: { command, heartbeat } }, { files: { program: text ?? '' } })
    await project.when('worker', 'is up, and its heartbeat is shown', (now) => now.state === 'up' && now.heartbeat !== null)
    expect((await project.events()).filter(({ event }) => event === 'suspect')).toEqual([])
    await writeFile(join(project.folder, 'stuck'), '')
    await project.when('worker', 'hung, and is the second', ({ restarts, hangs }) => restarts === 1 && hangs === 1)
    await rm(join(project.folder, 'stuck'))
    await project.when('worker', 'is up again', ({ state }) => state === 'up')
  })
}
