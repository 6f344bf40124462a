import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { clickLine, gutterSigns, openHover, textsAfterLines } from '../helpers/editor/code.ts'
import { notificationTexts, openViewContainer, problemRows, runCommand, treeItems } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'
import { runCleanly } from './run-cleanly.ts'
import { editorSettings, makeShop } from './shop.ts'

const under = editorOfThisFile({ trust: 'every-folder', settings: editorSettings })

const poll = { timeout: 60_000, interval: 100 }
const payLine = 'return order.total'
const searchLine = 'while (left !== 0) left -= 2'

test('where it crashed and where it hung stands at the lines of the TypeScript, in the Problems view and in a hover', async () => {
  const shop = await makeShop(under, 'shop')
  const page = await under.openWindow({ folder: shop.folder, file: `app.ts:${shop.lines.pay}` })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await shop.visit('/pay')
  await checkStatusBar(page, 'web: 1 crash')
  await checkAfter(page, payLine, /^crashed just now: TypeError: Cannot read properties of undefined \(reading 'to…$/u)
  await shop.isWatched()
  await shop.visit('/search')
  await checkStatusBar(page, 'web: 2 crashes')
  await checkAfter(page, searchLine, /^blocked \d+(?:\.\d)? s here, just now$/u)
  expect(await gutterSigns(page)).toBe(2)

  await openViewContainer(page, 'Crash-Only')
  await expect.poll(async () => treeItems(page).allInnerTexts(), poll).toContainEqual(expect.stringMatching(new RegExp(`^TypeError: Cannot read[^]*app\\.ts:${shop.lines.pay}`, 'u')))
  const rows = await problemRows(page)
  await expect.poll(async () => (await rows.allInnerTexts()).join('\n'), poll).toMatch(/TypeError: Cannot read[^]*\(web crashed here once\)[^]*crash-only\W*crash/u)
  await clickLine(page, payLine)
  const hover = await openHover(page)
  await expect.poll(async () => (await hover.allInnerTexts()).join('\n'), poll).toMatch(new RegExp(`web crashed so once[^]*app\\.ts:${shop.lines.pay}[^]*Show Crash · Clear`, 'u'))
  await takePictures(page, 'at-the-line')
  expect(await notificationTexts(page)).toEqual([])

  await page.keyboard.press('Escape')
  await checkEditing(page)

  await runCleanly(under, page, { folder: shop.folder, program: 'web' })
  await checkStatusBar(page, 'web: 2 crashes')
  await expect.poll(async () => textsAfterLines(page), poll).toEqual({})
  await expect.poll(async () => (await treeItems(page).allInnerTexts()).join('\n'), poll).toContain('ran well since')
})

async function checkEditing(page: Page): Promise<void> {
  await clickLine(page, payLine)
  await page.keyboard.press('End')
  await page.keyboard.type(' + 1')
  await checkAfter(page, `${payLine} + 1`, /^before your edit: crashed /u)
  for (let undone = 0; undone < 4; undone += 1) await page.keyboard.press('Backspace')
  await checkAfter(page, payLine, /^crashed /u)
  await page.keyboard.press('Control+Shift+Enter')
  await page.keyboard.type('void orders')
  await checkAfter(page, payLine, /^crashed /u)
}

test('a file that was changed since it was loaded may not be what crashed: its mark is dimmed; Clear takes it away', async () => {
  const shop = await makeShop(under, 'changed')
  const page = await under.openWindow({ folder: shop.folder, file: `app.ts:${shop.lines.pay}` })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  const source = await readFile(join(shop.folder, 'app.ts'), 'utf8')
  await writeFile(join(shop.folder, 'app.ts'), source.replace('return order.total', 'return order?.total ?? 0'))
  await shop.visit('/pay')
  await checkAfter(page, 'return order?.total ?? 0', /^before your edit: crashed just now/u)
  await runCommand(page, 'Crash-Only: Clear Crashes')
  await expect.poll(async () => textsAfterLines(page), poll).toEqual({})
})

test('in a file that nobody has open its entry is uncertain once the line was changed, follows it where it went, and is gone with the file', async () => {
  const shop = await makeShop(under, 'closed')
  const page = await under.openWindow({ folder: shop.folder })
  await checkStatusBar(page, 'closed stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await shop.visit('/pay')
  await checkStatusBar(page, 'web: 1 crash')
  const rows = await problemRows(page)
  const problems = async (): Promise<string> => (await rows.allInnerTexts()).join('\n')
  await expect.poll(problems, poll).toMatch(new RegExp(`\\(web crashed here once\\)[^]*Ln ${shop.lines.pay},`, 'u'))

  const path = join(shop.folder, 'app.ts')
  const source = await readFile(path, 'utf8')
  await writeFile(path, source.replace('return order.total', 'return order?.total ?? 0'))
  await expect.poll(problems, poll).toMatch(/\(web crashed here once; before your edit\)/u)
  await writeFile(path, `// It sells.\n${source}`)
  await expect.poll(problems, poll).toMatch(new RegExp(`\\(web crashed here once\\)[^]*Ln ${shop.lines.pay + 1},`, 'u'))
  await rename(path, `${path}.away`)
  await expect.poll(problems, poll).not.toContain('web crashed here')
  await rename(`${path}.away`, path)
  await expect.poll(problems, poll).toContain('web crashed here once')
})

async function checkAfter(page: Page, line: string, text: RegExp): Promise<void> {
  await expect.poll(async () => (await textsAfterLines(page))[line] ?? '', poll).toMatch(text)
}
