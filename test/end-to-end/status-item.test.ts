import { dirname, join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import {
  expandTreeItem, notificationTexts, openViewContainer, pressInRow, runCommand, statusBarItem, treeItems, widenSideBar,
} from '../helpers/editor/window.ts'
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

test('one that waits for another says for whom, and is no alarm; what was given up says that; both are up once the other can be', async () => {
  const folder = await under.makeProject('waits', {
    'db.cjs': `if (!require('node:fs').existsSync('data')) throw new Error('there is no data')\n${idle}`,
    'web.cjs': idle,
    'crash-only.json': { processes: { db: { command: 'node db.cjs' }, web: { command: 'node web.cjs', needs: ['db'] } } },
  })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'waits stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBarLike(page, /^db down, retry \d+ s$/u)
  await openViewContainer(page, 'Crash-Only')
  await checkRow(page, /^web[^]*waits for db/u)
  await widenSideBar(page)
  await expandTreeItem(page, 'db')
  await checkRow(page, /^Given up[^]*does not come up: \d+ deaths in a row/u)
  await takePictures(page, 'waits')

  await writeDurably(join(folder, 'data'), '')
  await checkStatusBarLike(page, /^2\/2 up: \d+ crashes$/u)
  await checkNoRow(page, /^Given up/u)
})

test('the details of a program tell what stands by, what is held, and whether it beats', async () => {
  const folder = await under.makeProject('details', {
    'web.cjs': "require('node:http').createServer((_, response) => response.end('ok')).listen(process.env.PORT)\n",
    'crash-only.json': { processes: { mute: { command: 'sleep 1000' }, web: { command: 'node web.cjs' } } },
  })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'details stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, '2/2 up')
  await openViewContainer(page, 'Crash-Only')
  await widenSideBar(page)
  await expandTreeItem(page, 'web')
  await checkRow(page, /^Heartbeat[^]*last less than 1 s ago, limit 2 s/u)
  await checkRow(page, /^Spare[^]*(?:boot|warm|hot) · pid \d+/u)
  await checkRow(page, new RegExp(`^Held sockets[^]*:${under.port}`, 'u'))
  await takePictures(page, 'details')
  await page.keyboard.press('ArrowLeft')
  await checkNoRow(page, /^Spare/u)
  await expandTreeItem(page, 'mute')
  await checkRow(page, /^Heartbeat[^]*never beat, so hangs cannot be seen/u)
})

test('in a workspace of several folders each has a row with Start, and what was taken out of the configuration does not come back', async () => {
  const config = (program: string) => ({ processes: { [program]: { command: 'node web.cjs' } } })
  const makeProject = async (name: string): Promise<string> => under.makeProject(name, { 'web.cjs': idle, 'crash-only.json': config('web') })
  const [back, front] = [await makeProject('back'), await makeProject('front')]
  const workspace = join(dirname(back), 'both.code-workspace')
  await writeDurably(workspace, JSON.stringify({ folders: [{ path: 'front' }, { path: 'back' }] }))
  const page = await under.openWindow({ folder: workspace })
  await openViewContainer(page, 'Crash-Only')
  for (const name of ['front', 'back']) await checkRow(page, new RegExp(`^${name}[^]*not started`, 'u'))
  await pressInRow(page, 'back', 'Start')
  await checkRow(page, /^back[^]*1\/1 up/u)
  await checkRow(page, /^front[^]*not started/u)
  await crashOnly({ cwd: back, env: under.env }, 'stop')
  await checkRow(page, /^web[^]*stopped/u)

  await writeDurably(join(back, 'crash-only.json'), JSON.stringify(config('api')))
  await checkRow(page, /^api[^]*stopped/u)
  await checkNoRow(page, /^web/u)
  await writeDurably(join(front, 'crash-only.json'), JSON.stringify(config('shop')))
  await checkRow(page, /^front[^]*not started/u)
})

async function checkRow(page: Page, text: RegExp): Promise<void> {
  await expect.poll(async () => treeItems(page).allInnerTexts(), poll).toContainEqual(expect.stringMatching(text))
}

async function checkNoRow(page: Page, text: RegExp): Promise<void> {
  await expect.poll(async () => treeItems(page).allInnerTexts(), poll).not.toContainEqual(expect.stringMatching(text))
}

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
