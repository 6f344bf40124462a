import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { clickLine, openHover } from '../helpers/editor/code.ts'
import { eventually } from '../helpers/eventually.ts'
import { answerNotification, chooseRow, fillInputBox, notificationTexts, problemRows, runCommand } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'

const command = 'Crash-Only: Create Config'
const poll = { timeout: 60_000, interval: 100 }
const under = editorOfThisFile({ trust: 'every-folder' })

test('what was found is written and runs; the schema explains, completes and validates it', async () => {
  const scripts = { start: 'node server.js', worker: 'node worker.js' }
  const idle = 'setInterval(() => {}, 1000)\n'
  const folder = await under.makeProject('found', { 'package.json': { scripts }, 'server.js': idle, 'worker.js': idle })
  const config = join(folder, 'crash-only.json')
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'found stopped')
  await runCommand(page, command)
  await expect.poll(async () => JSON.parse(await readFile(config, 'utf8').catch(() => '{}')) as unknown, poll)
    .toEqual({ processes: { web: { command: 'npm run start' }, worker: { command: 'npm run worker' } } })
  await page.getByRole('tab', { name: /crash-only\.json/u }).waitFor({ timeout: 60_000 })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, '2/2 up')

  await clickLine(page, '"npm run start"')
  // Before the language server of JSON is up, a hover says nothing, and does not try again.
  await eventually('the hover of "command"', async () => (await (await openHover(page)).allInnerTexts()).join().includes('A text is run by the shell'), 90_000)

  const wrong = { processes: { web: { command: 'npm run start', spare: 'worm' } } }
  await writeDurably(config, JSON.stringify(wrong, undefined, 2))
  const rows = (await problemRows(page)).filter({ hasText: 'Value is not accepted' })
  await expect.poll(async () => rows.count(), poll).toBe(1)
  // Among the values: with the cursor in "worm", only those are offered that begin as it does.
  await clickLine(page, '"spare"')
  await page.keyboard.press('End')
  for (let left = '"worm"'.length; left > 0; left -= 1) await page.keyboard.press('Backspace')
  await runCommand(page, 'Trigger Suggest')
  await page.locator('.suggest-widget .monaco-list-row').filter({ hasText: 'hot' }).first().waitFor({ timeout: 60_000 })
  await takePictures(page, 'create-config')
})

test('a folder in which nothing is found asks for the command, and a config that is there stays', async () => {
  const folder = await under.makeProject('empty', { 'README.md': '# Empty\n' })
  const config = join(folder, 'crash-only.json')
  const page = await under.openWindow({ folder })
  for (const answer of ['sleep 60', undefined]) {
    await runCommand(page, command)
    if (answer !== undefined) await fillInputBox(page, answer)
    await page.getByRole('tab', { name: /crash-only\.json/u }).waitFor({ timeout: 60_000 })
    expect(JSON.parse(await readFile(config, 'utf8'))).toEqual({ processes: { program: { command: 'sleep 60' } } })
  }
})

test('with nothing to run in any of several folders a start says so, and leads to a config', async () => {
  const [first = ''] = await Promise.all(['one', 'two'].map(async (name) => under.makeProject(name, { 'README.md': `# ${name}\n` })))
  const workspace = join(dirname(first), 'several.code-workspace')
  await writeDurably(workspace, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }))
  const page = await under.openWindow({ folder: workspace })
  await runCommand(page, 'Crash-Only: Start')
  await checkNotification(page, 'There is nothing to run in this folder (add a crash-only.json).')
  await answerNotification(page, 'Create Config')
  await chooseRow(page, 'two')
  await fillInputBox(page, 'sleep 60')
  await expect.poll(async () => readFile(join(dirname(first), 'two/crash-only.json'), 'utf8').catch(() => ''), poll).toContain('sleep 60')
  await checkStatusBar(page, 'two stopped')
})

test('a command that the editor makes fail is told in one message, and in the log', async () => {
  const folder = await under.makeProject('odd', { 'crash-only.json/README.md': 'A folder of that name.\n' })
  const page = await under.openWindow({ folder })
  await runCommand(page, command)
  await checkNotification(page, 'The command failed: ')
  expect(await notificationTexts(page)).toHaveLength(1)
  await answerNotification(page, 'Show Log')
  await page.locator('.part.panel').getByText('crashOnly.createConfig').first().waitFor({ timeout: 60_000 })
})

async function checkNotification(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain(text)
}
