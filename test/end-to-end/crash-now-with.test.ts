import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { crashWays } from '../../extension/supervision/src/state/control.ts'
import { clickLine } from '../helpers/editor/code.ts'
import { findFreePort } from '../helpers/editor/free-port.ts'
import {
  chooseRow, notificationTexts, openViewContainer, reloadWindow, runCommand, runCommandAndChoose, treeItems,
} from '../helpers/editor/window.ts'
import { readStatus } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

const poll = { timeout: 60_000, interval: 100 }
const idle = 'setInterval(() => {}, 1000)\n'

test('Crash Now… means the program under the cursor, offers what is possible there, and can be repeated, also after a reload', async () => {
  const folder = await under.makeProject('two', {
    'web.cjs': idle,
    'crash-only.json': '{\n  "processes": {\n    "web": { "command": "node web.cjs" },\n    "shell": { "command": "exec sleep 100000" }\n  }\n}\n',
  })
  const page = await under.openWindow({ folder, file: 'crash-only.json:3' })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, '2/2 up')

  await clickLine(page, '"shell"')
  await runCommand(page, 'Crash-Only: Crash Now…')
  await checkWays(page, 'Crash shell how?', ['kill', 'freeze', 'Another program…'])
  await chooseRow(page, 'kill')
  await checkCrashes(folder, { web: 0, shell: 1 })

  await clickLine(page, '"web"')
  await runCommand(page, 'Crash-Only: Crash Now…')
  await checkWays(page, 'Crash web how?', [...crashWays, 'Another program…'])
  await chooseRow(page, 'throw')
  await checkCrashes(folder, { web: 1, shell: 1 })
  await reloadWindow(page)
  await checkStatusBar(page, '2/2 up: 2 crashes')
  await runCommand(page, 'Crash-Only: Crash Now (Repeat Last)')
  await checkCrashes(folder, { web: 2, shell: 1 })

  await openViewContainer(page, 'Crash-Only')
  await expect.poll(async () => (await treeItems(page).allInnerTexts()).join('\n'), poll).toMatch(/Crash Now \(throw\)[^]*×2[^]*Crash Now \(kill\)[^]*×1/u)
  expect(await notificationTexts(page)).toEqual([])
})

test('while a debugger is attached it is crashed all the same, and comes back without it', async () => {
  const port = await findFreePort()
  const folder = await under.makeProject('debugged', {
    'web.cjs': idle,
    'crash-only.json': { processes: { web: { command: ['node', `--inspect=127.0.0.1:${port}`, 'web.cjs'] } } },
    '.vscode/launch.json': { version: '0.2.0', configurations: [{ type: 'node', request: 'attach', name: 'web', address: '127.0.0.1', port, continueOnAttach: true }] },
  })
  const page = await under.openWindow({ folder, file: 'web.cjs:1' })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  for (const [index, way] of ['kill', 'throw'].entries()) {
    await runCommand(page, 'Debug: Start Debugging')
    await page.locator('.debug-toolbar').waitFor({ timeout: poll.timeout })
    await runCommandAndChoose(page, 'Crash-Only: Crash Now…', way)
    await checkCrashes(folder, { web: index + 1 })
    await page.locator('.debug-toolbar').waitFor({ state: 'hidden', timeout: poll.timeout })
  }
  await checkStatusBar(page, 'web: 2 crashes')
})

/** A long list is drawn only as far as it is seen. */
async function checkWays(page: Page, title: string, ways: readonly string[]): Promise<void> {
  await page.locator('.quick-input-title').getByText(title).waitFor({ timeout: poll.timeout })
  const rows = page.locator('.quick-input-list .monaco-list-row .quick-input-list-rows > .quick-input-list-row:first-child')
  // What a way is like stands after its name.
  const nameOf = (text: string, index: number): string => (text.startsWith(ways[index] ?? '-') ? (ways[index] ?? '') : text)
  const seen = async () => (await rows.allInnerTexts()).map((text, index) => nameOf(text.trim(), index))
  const drawn = Math.min(ways.length, 8)
  await expect.poll(async () => (await seen()).slice(0, drawn), poll).toEqual(ways.slice(0, drawn))
  if (drawn === ways.length) expect(await seen()).toEqual([...ways])
}

async function checkCrashes(cwd: string, crashes: Readonly<Record<string, number>>): Promise<void> {
  const read = async () => Object.fromEntries((await readStatus({ cwd, env: under.env })).map((one) => [one.name, `${one.state} ${one.crashes}`]))
  await expect.poll(read, poll).toEqual(Object.fromEntries(Object.entries(crashes).map(([name, count]) => [name, `up ${count}`])))
}
