import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { answerNotification, notificationTexts, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { crashOnly, type ProcessStatus, readProgram } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

const poll = { timeout: 90_000, interval: 100 }
const source = `const { existsSync } = require('node:fs')
if (existsSync('dropped')) {
  throw new Error('the table is missing')
}
setInterval(() => {}, 1000)
`
const toast = /^web crashes again and again: Error: the table is missing\. It is tried again every few seconds\.$/u

test('a crash loop is one message, whose button leads to the crash; a crash alone is none; the next loop is one again', async () => {
  const { folder, page } = await openProject('loops')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await killWeb(folder)
  await checkStatusBar(page, 'web: 1 crash')
  expect(await notificationTexts(page)).toEqual([])

  await breakIt(folder)
  await expect.poll(async () => notificationTexts(page), poll).toEqual([expect.stringMatching(toast)])
  await checkGoesOn(folder)
  expect(await notificationTexts(page)).toEqual([expect.stringMatching(toast)])
  await answerNotification(page, 'Show Crash')
  await expect.poll(async () => (await page.locator('.editor-instance .view-lines').allInnerTexts()).join().replaceAll('\u00a0', ' '), poll)
    .toMatch(/the table is missing[^]*web\.cjs:3/u)

  await reloadWindow(page)
  await checkStatusBar(page, /^web (?:down, retry|restarting)/u)
  await checkGoesOn(folder)
  expect(await notificationTexts(page)).toEqual([])

  await rm(join(folder, 'dropped'))
  await checkStatusBar(page, /^web: \d+ crashes$/u)
  await expect.poll(async () => crashOnly({ cwd: folder, env: under.env }, 'events'), poll).toMatch(/web: verified: /u)
  await breakIt(folder)
  await expect.poll(async () => notificationTexts(page), poll).toEqual([expect.stringMatching(toast)])
})

test('two windows on a folder show one message in all', async () => {
  const { folder, page } = await openProject('twice')
  const pages = [page, await under.openWindow({ folder })]
  await crashOnly({ cwd: folder, env: under.env }, 'start')
  for (const window of pages) await checkStatusBar(window, 'web up')
  await breakIt(folder)
  const texts = async (): Promise<string[]> => (await Promise.all(pages.map(notificationTexts))).flat()
  await expect.poll(texts, poll).not.toEqual([])
  // Both have read at least as much of the journal as the one that told it.
  await checkGoesOn(folder, 3)
  for (const window of pages) await checkStatusBar(window, /^web (?:down, retry|restarting)/u)
  expect(await texts()).toEqual([expect.stringMatching(toast)])
})

test('a start that fails has said so: the loop that follows is no second message, in no window', async () => {
  const { folder, page } = await openProject('at-start', { dropped: '' })
  const other = await under.openWindow({ folder })
  await checkStatusBar(other, 'at-start stopped')
  await runCommand(page, 'Crash-Only: Start')
  const died = expect.stringMatching(/^web died at its start: Error: the table is missing/u) as unknown
  await expect.poll(async () => notificationTexts(page), poll).toEqual([died])
  await checkGoesOn(folder, 10)
  expect(await notificationTexts(page)).toEqual([died])
  expect(await notificationTexts(other)).toEqual([])
  await answerNotification(page, 'Show Crash')
  await page.getByRole('tab', { name: /^web .*\.txt/u }).waitFor({ timeout: poll.timeout })
})

async function openProject(name: string, files: Readonly<Record<string, unknown>> = {}): Promise<{ page: Page; folder: string }> {
  const folder = await under.makeProject(name, {
    'web.cjs': source, 'crash-only.json': { processes: { web: { command: 'node web.cjs' } } }, ...files,
  })
  return { folder, page: await under.openWindow({ folder }) }
}

async function breakIt(folder: string): Promise<void> {
  await writeDurably(join(folder, 'dropped'), '')
  await killWeb(folder)
}

async function killWeb(folder: string): Promise<void> {
  const { pid } = await readWeb(folder)
  if (pid === null) throw new Error('web: it has no process to kill')
  process.kill(pid, 'SIGKILL')
}

/** It has died some more times. */
async function checkGoesOn(folder: string, times = 2): Promise<void> {
  const { crashes } = await readWeb(folder)
  await expect.poll(async () => (await readWeb(folder)).crashes, poll).toBeGreaterThanOrEqual(crashes + times)
}

async function readWeb(folder: string): Promise<ProcessStatus> {
  return readProgram({ cwd: folder, env: under.env }, 'web')
}
