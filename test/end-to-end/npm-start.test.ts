import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { findFreePort } from '../helpers/editor/free-port.ts'
import { openSessionFolder, type SessionFolder } from '../helpers/editor/session-folder.ts'
import { repository } from './command-line.ts'
import { checkServes, checkServesNoMore } from './expectations.ts'

let session: SessionFolder

beforeAll(async () => {
  session = await openSessionFolder()
})

afterAll(async () => {
  await session.remove()
})

test('npm start prints the address of the editor, and kill -9 of it ends the editor and the project', async () => {
  const temporaryFolder = join(session.folder, 'demo')
  await cp(join(repository, 'test/programs/demo'), temporaryFolder, { recursive: true })
  const port = await findFreePort()
  const start = npmStart(temporaryFolder, { PORT: String(port) })

  const address = await readAddress(start)
  expect(address).toContain(`?folder=${temporaryFolder}`)
  await checkServes(address)
  await checkServes(`http://127.0.0.1:${port}/status`)

  start.kill('SIGKILL')
  await checkServesNoMore(address)
  await checkServesNoMore(`http://127.0.0.1:${port}/status`)
})

test('npm start with a folder that is not there says so in one line and exits with 100', async () => {
  const start = npmStart(join(session.folder, 'nowhere'), {})
  const [errors] = await Promise.all([text(start.stderr), once(start, 'exit')])
  expect(errors.trim().split('\n')).toEqual([expect.stringMatching(/^start: cannot open .*nowhere: no such folder/)])
  expect(start.exitCode).toBe(100)
})

function npmStart(folder: string, own: NodeJS.ProcessEnv) {
  return spawn(process.execPath, [join(repository, 'test/start.ts'), folder], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The address stands on a line of its own. */
async function readAddress(start: ReturnType<typeof npmStart>): Promise<string> {
  for await (const line of createInterface(start.stdout)) {
    if (line.startsWith('http://')) return line
  }
  throw new Error('npm start ended without an address')
}
