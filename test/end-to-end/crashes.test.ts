import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { findProjectPaths } from '../../extension/supervision/src/state/find-project-paths.ts'
import { chooseRow, openViewContainer, runCommand, treeItems, widenSideBar } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePicture, takePictures } from './pictures.ts'
import { editorSettings, makeShop } from './shop.ts'

const under = editorOfThisFile({ trust: 'every-folder', settings: editorSettings })

const poll = { timeout: 60_000, interval: 100 }

test('what crashed is counted on the badge until it is looked at, and is told with its diagnosis, in every window', async () => {
  const shop = await makeShop(under, 'shop')
  const page = await under.openWindow({ folder: shop.folder, file: 'app.ts:1' })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  for (const count of ['1 crash', '2 crashes']) {
    await shop.visit('/pay')
    await checkStatusBar(page, `web: ${count}`)
  }
  await expect.poll(async () => badgeOf(page), poll).toBe('2')

  await openViewContainer(page, 'Crash-Only')
  await checkRow(page, new RegExp(`^TypeError: Cannot read[^]*app\\.ts:${shop.lines.pay} · ×2 · just now · web`, 'u'))
  await expect.poll(async () => badgeOf(page), poll).toBe('')
  await widenSideBar(page)
  await crashRow(page, 'TypeError').locator('.monaco-tl-twistie').click()
  await checkRow(page, /exit code 1, back in/u)
  await takePicture(page, 'crashes-tree')
  await crashRow(page, 'exit code 1').click()
  await expect.poll(async () => (await page.locator('.editor-instance .view-lines').allInnerTexts()).join().replaceAll('\u00a0', ' '), poll)
    .toMatch(/web, incarnation 2[^]*return order\.total[^]*Stack[^]*app\.ts:/u)
  await takePictures(page, 'crashes')

  const second = await under.openWindow({ folder: shop.folder })
  await openViewContainer(second, 'Crash-Only')
  await checkRow(second, /^TypeError: Cannot read[^]*×2/u)
  await runCommand(second, 'Crash-Only: Clear Crashes')
  for (const window of [second, page]) await window.getByText('No crashes are recorded').waitFor({ timeout: poll.timeout })
  await shop.visit('/pay')
  for (const window of [second, page]) await checkRow(window, /^TypeError: Cannot read[^]*×1/u)
})

test('a click on a crash leads to its line', async () => {
  const shop = await makeShop(under, 'jump')
  const page = await under.openWindow({ folder: shop.folder })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await shop.visit('/pay')
  await openViewContainer(page, 'Crash-Only')
  await checkRow(page, /^TypeError/u)
  await crashRow(page, 'TypeError').click()
  await page.locator('.statusbar-item').getByText(`Ln ${shop.lines.pay}, Col`, { exact: false }).waitFor({ timeout: poll.timeout })
})

test('ten thousand crashes in the journal stay quick to look at', async () => {
  const folder = await under.makeProject('many', { 'crash-only.json': { processes: { web: { command: 'node .' } } }, 'app.js': 'throw 1\n' })
  await writeJournal(folder, 10_000)
  const page = await under.openWindow({ folder })
  await expect.poll(async () => badgeOf(page), poll).toMatch(/^(?:10000|10K|99\+|9K\+|10K\+)$/u)
  await openViewContainer(page, 'Crash-Only')
  await checkRow(page, /^Error: number 1 [^]*×10000/u)
  await expect.poll(async () => badgeOf(page), poll).toBe('')
})

test('in a workspace of several folders each has its own crashes, and a folder that is taken out takes them along', async () => {
  const [one, two] = [await makeShop(under, 'one'), await makeShop(under, 'two')]
  const parent = join(one.folder, '..')
  await writeFile(join(parent, 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }))
  const page = await under.openWindow({ folder: join(parent, 'both.code-workspace') })
  await checkStatusBar(page, '2 programs stopped')
  for (const folder of ['one', 'two']) {
    await runCommand(page, 'Crash-Only: Start')
    await chooseRow(page, folder)
    await checkStatusBar(page, folder === 'one' ? '1/2 up' : '2/2 up')
  }
  await one.visit('/pay')
  await checkStatusBar(page, '2/2 up: 1 crash')
  await two.visit('/pay')
  await checkStatusBar(page, '2/2 up: 2 crashes')
  await openViewContainer(page, 'Crash-Only')
  for (const folder of ['one', 'two']) await checkRow(page, new RegExp(`^${folder}\\s*×1`, 'u'))
  await writeFile(join(parent, 'both.code-workspace'), JSON.stringify({ folders: [{ path: 'one' }] }))
  await checkStatusBar(page, 'web: 1 crash')
  await expect.poll(async () => (await treeItems(page).allInnerTexts()).join('\n'), poll).not.toMatch(/two/u)
})

function crashRow(page: Page, text: string) {
  return treeItems(page).filter({ hasText: text }).first()
}

async function checkRow(page: Page, text: RegExp): Promise<void> {
  await expect.poll(async () => (await treeItems(page).allInnerTexts()).map((row) => row.replaceAll('\u00a0', ' ')), poll)
    .toContainEqual(expect.stringMatching(text))
}

async function badgeOf(page: Page): Promise<string> {
  return (await page.locator('.activitybar .action-item').filter({ has: page.getByLabel('Crash-Only') }).locator('.badge-content').allInnerTexts()).join()
}

/** A journal as a program writes it that dies again and again, all of them today. */
async function writeJournal(folder: string, crashes: number): Promise<void> {
  const { events } = findProjectPaths(folder, under.env)
  await mkdir(events, { recursive: true, mode: 0o700 })
  const start = Date.now() - crashes * 100
  const where = { file: join(folder, 'app.js'), line: 1, column: 1 }
  const lines = Array.from({ length: crashes }, (_, index) => JSON.stringify({
    v: 1, boot: 'b', t: new Date(start + index * 100).toISOString(), mono: index * 100, role: 'restarter', pid: 1, event: 'exited',
    name: 'web', incarnation: index + 1, why: `Error: number ${crashes - index} of many`,
    data: { kind: 'crash', exitCode: 1, signal: null, where, stack: `Error: number\n    at ${where.file}:1:1`, tail: ['throw 1'] },
  }))
  await writeFile(join(events, `${new Date(start).toISOString().slice(0, 10)}.jsonl`), `${lines.join('\n')}\n`)
  expect(await readdir(events)).toHaveLength(1)
}
