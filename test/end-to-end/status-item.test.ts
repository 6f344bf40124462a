import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { notificationTexts, openViewContainer, runCommand, statusBarItem } from '../helpers/editor/window.ts'
import { crashOnly } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

const poll = { timeout: 60_000, interval: 50 }
const idle = 'setInterval(() => {}, 1000)\n'

test('one that is silent, one whose watchdog is paused, and one that nobody supervises any more are told apart', async () => {
  const { page, folder } = await openProject('idle', idle)
  const place = { cwd: folder, env: under.env }
  await checkStatusBar(page, 'idle stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')

  const hang = crashOnly(place, 'crash-now', 'web', '--how', 'hang')
  await checkStatusBarLike(page, /^web silent \d+ s$/u)
  expect(await backgroundOf(page)).toContain('warning')
  await hang
  await checkStatusBar(page, 'web: 1 crash')

  await crashOnly(place, 'pause', 'web', '--for', '10m')
  await checkStatusBar(page, 'web: watchdog paused')
  await crashOnly(place, 'pause', 'web', '--for', '0')
  await checkStatusBar(page, 'web: 1 crash')

  const { supervision } = JSON.parse(await crashOnly(place, 'status', '--json')) as { supervision: Record<'restarter' | 'watchdog', { pid: number }> }
  const roles = [supervision.restarter.pid, supervision.watchdog.pid]
  // Stopped first, so that neither sees the other's death.
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of roles) process.kill(pid, signal)
  await checkStatusBar(page, 'Crash-Only: no supervisor')
  expect(await backgroundOf(page)).toContain('error')
  await takePictures(page, 'no-supervisor')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web: 1 crash')
  expect(await notificationTexts(page)).toEqual([])
})

test('one that crashes again and again is down, with the time to the next try', async () => {
  const { page } = await openProject('loop', "throw new Error('not like this')\n")
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBarLike(page, /^web down, retry \d+ s$/u)
  expect(await backgroundOf(page)).toContain('error')
  await openViewContainer(page, 'Crash-Only')
  await takePictures(page, 'crash-loop')
})

async function openProject(name: string, source: string): Promise<{ page: Page; folder: string }> {
  const folder = await under.makeProject(name, {
    'web.cjs': source,
    'crash-only.json': { processes: { web: { command: 'node web.cjs', heartbeat: { staleAfterMs: 8_000 } } } },
  })
  return { folder, page: await under.openWindow({ folder, file: 'web.cjs:1' }) }
}

async function checkStatusBarLike(page: Page, text: RegExp): Promise<void> {
  const item = statusBarItem(page, 'crashOnly.status')
  await expect.poll(async () => (await item.allInnerTexts()).join('|').trim(), poll).toMatch(text)
}

/** The kind of background that the editor gives the item. */
async function backgroundOf(page: Page): Promise<string> {
  return (await statusBarItem(page, 'crashOnly.status').getAttribute('class')) ?? ''
}
