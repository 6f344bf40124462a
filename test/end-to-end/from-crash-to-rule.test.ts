import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { clickLine, openHover } from '../helpers/editor/code.ts'
import { problemRows, runCommand } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'
import { runCleanly } from './run-cleanly.ts'
import { editorSettings, makeShop } from './shop.ts'

const under = editorOfThisFile({ trust: 'every-folder', settings: editorSettings })

const poll = { timeout: 60_000, interval: 100 }

test('a hang at a line that a rule tells of says which one would have told; the finding shows the hang, also when it ran well since', async () => {
  const shop = await makeShop(under, 'shop')
  const page = await under.openWindow({ folder: shop.folder, file: `app.ts:${shop.lines.recall}` })
  await checkProblems(page, /blocks[^]*crash-only\W*no-blocking-call/u)
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await shop.isWatched()
  await shop.visit('/recall')
  await checkStatusBar(page, 'web: 1 crash')
  await checkProblems(page, /hung: no heartbeat for [^]*\(web hung here once; crash-only\/no-blocking-call would have told\)/u)

  await clickLine(page, 'return execSync(')
  await checkHover(page, /It was in execSync\("sleep 1000"\)[^]*crash-only\/no-blocking-call tells of this line/u)
  await takePictures(page, 'from-crash-to-rule')
  await page.keyboard.press('Escape')

  await runCleanly(under, page, { folder: shop.folder, program: 'web' })
  await checkProblems(page, /^(?![^]*web hung here)[^]*no-blocking-call/u)
  await clickLine(page, 'return execSync(')
  await checkHover(page, /web hung so once[^]*It ran well since/u)
})

test('so does the page of a crash whose file nobody has open, and its entry once it is; without the finding nothing would have told', async () => {
  const shop = await makeShop(under, 'crashes')
  const first = await under.openWindow({ folder: shop.folder })
  await runCommand(first, 'Crash-Only: Start')
  await checkStatusBar(first, 'web up')
  await shop.visit('/terms')
  await checkStatusBar(first, 'web: 1 crash')
  await runCommand(first, 'Crash-Only: Show Crash')
  const shown = async (): Promise<string> => (await first.locator('.editor-instance .view-lines').allInnerTexts()).join().replaceAll('\u00a0', ' ')
  await expect.poll(shown, poll).toMatch(/Rule +crash-only\/no-blocking-call tells of this line/u)

  const page = await under.openWindow({ folder: shop.folder, file: `app.ts:${shop.lines.terms}` })
  await checkProblems(page, /ENOENT[^]*\(web crashed here once; crash-only\/no-blocking-call would have told\)/u)
  const source = await readFile(join(shop.folder, 'app.ts'), 'utf8')
  const off = source.replace(/^.*readFileSync\('/mu, '  // eslint-disable-next-line crash-only/no-blocking-call -- short\n$&')
  await writeDurably(join(shop.folder, 'app.ts'), off)
  await checkProblems(page, /ENOENT[^]*\(web crashed here once\)/u)
})

async function checkProblems(page: Page, text: RegExp): Promise<void> {
  const rows = await problemRows(page)
  await expect.poll(async () => (await rows.allInnerTexts()).join('\n'), poll).toMatch(text)
}

async function checkHover(page: Page, text: RegExp): Promise<void> {
  const hover = await openHover(page)
  await expect.poll(async () => (await hover.allInnerTexts()).join('\n'), poll).toMatch(text)
}
