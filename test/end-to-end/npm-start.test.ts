import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { launchBrowser } from '../helpers/editor/browser.ts'
import { findFreePort } from '../helpers/editor/free-port.ts'
import { openSessionFolder, type SessionFolder } from '../helpers/editor/session-folder.ts'
import { crashOnly, repository } from './command-line.ts'
import { makeStateFolders } from './editor-under-test.ts'
import { checkServes, checkServesNoMore, checkStatusBar } from './expectations.ts'

let session: SessionFolder
let browser: Browser

beforeAll(async () => {
  session = await openSessionFolder()
  browser = await launchBrowser(() => undefined)
})

afterAll(async () => {
  await browser.close()
  await session.remove()
})

test('npm start opens an editor in which the project runs, and kill -9 of it ends both', async () => {
  const temporaryFolder = join(session.folder, 'demo')
  await cp(join(repository, 'test/programs/demo'), temporaryFolder, { recursive: true })
  const port = await findFreePort()
  const own = { ...(await makeStateFolders(session.folder)), PORT: String(port) }
  const start = npmStart(temporaryFolder, own)

  const address = await readAddress(start)
  expect(address).toContain(`?folder=${temporaryFolder}`)
  await checkServes(`http://127.0.0.1:${port}/status`)
  const page = await browser.newPage()
  await page.goto(address)
  await checkStatusBar(page, '2/2 up')
  await crashOnly({ cwd: temporaryFolder, env: { ...process.env, ...own } }, 'crash-now', 'web')
  await checkStatusBar(page, '2/2 up: 1 crash')

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
