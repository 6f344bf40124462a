import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { findFreePort } from '../helpers/editor/free-port.ts'
import { notificationTexts, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { crashOnly, type ProcessStatus, readProgram, repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkServes, checkStatusBar } from './expectations.ts'

const poll = { timeout: 60_000, interval: 100 }
const under = editorOfThisFile({ trust: 'every-folder' })

test('an unmodified server from npm crashes, hangs and is back each time, and a reload loses nothing', async () => {
  const server = await makeJsonServer()
  const page = await under.openWindow({ folder: server.folder, file: 'db.json' })

  await checkStatusBar(page, 'json-server stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await checkServes(server.url)

  await runCommand(page, 'Crash-Only: Crash Now')
  await checkStatusBar(page, 'web: 1 crash')
  await checkServes(server.url)

  await checkReloadKeepsAll(page, server.folder)

  await crashOnly({ cwd: server.folder, env: under.env }, 'crash-now', 'web', '--how', 'hang')
  await checkStatusBar(page, 'web: 2 crashes')
  await checkServes(server.url)
  expect(await readWeb(server.folder)).toMatchObject({ crashes: 2, hangs: 1 })
  expect(await notificationTexts(page)).toEqual([])
})

test('Crash Now of a program that is just starting is no failure of the start: no message, and it comes up', async () => {
  const folder = await under.makeProject('starts-slowly', {
    'web.cjs': `const turn = new Int32Array(new SharedArrayBuffer(4))
while (!require('node:fs').existsSync('go')) Atomics.wait(turn, 0, 0, 20)
setInterval(() => {}, 1000)
`,
    'crash-only.json': { processes: { web: { command: 'node web.cjs' } } },
  })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'starts-slowly stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web starting')
  await runCommand(page, 'Crash-Only: Crash Now')
  await expect.poll(async () => readWeb(folder), poll).toMatchObject({ crashes: 1 })
  await writeDurably(join(folder, 'go'), '')
  await checkStatusBar(page, 'web: 1 crash')
  expect(await notificationTexts(page)).toEqual([])
})

async function checkReloadKeepsAll(page: Page, folder: string): Promise<void> {
  const before = await readWeb(folder)
  await reloadWindow(page)
  await checkStatusBar(page, 'web: 1 crash')
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, crashes: 1 })
}

async function makeJsonServer(): Promise<{ folder: string; url: string }> {
  const port = await findFreePort()
  const program = join(repository, 'node_modules/json-server/lib/cli/bin.js')
  const command = ['node', program, '--port', String(port), 'db.json']
  const folder = await under.makeProject('json-server', {
    'db.json': { posts: [{ id: 1, title: 'Safe to kill' }] },
    'crash-only.json': { processes: { web: { command } } },
  })
  return { folder, url: `http://localhost:${port}/posts/1` }
}

async function readWeb(folder: string): Promise<ProcessStatus> {
  return readProgram({ cwd: folder, env: under.env }, 'web')
}
