import { join } from 'node:path'

import { afterAll, beforeAll, test } from 'vitest'

import { findFreePort } from '../helpers/editor/free-port.ts'
import { chooseRow, expandTreeItem, openViewContainer, runCommand, widenSideBar } from '../helpers/editor/window.ts'
import { repository } from './command-line.ts'
import { type EditorUnderTest, openEditorUnderTest } from './editor-under-test.ts'
import { checkServes, checkStatusBar } from './expectations.ts'
import { publishedPicture } from './themed-pictures.ts'

let under: EditorUnderTest
let port: number

beforeAll(async () => {
  port = await findFreePort()
  const settings = { 'editor.minimap.enabled': false }
  under = await openEditorUnderTest({ trust: 'every-folder', settings, environment: { PORT: String(port) } })
})

afterAll(async () => {
  await under.close()
})

test('the picture of the README shows the demo with its crash count', async () => {
  const folder = await under.copyProject(join(repository, 'test/programs/demo'), 'demo')
  const page = await under.openWindow({ folder, file: 'server.js:1' })
  await checkStatusBar(page, 'demo stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, '2/2 up')
  await openViewContainer(page, 'Crash-Only')

  await runCommand(page, 'Crash-Only: Crash Now')
  await chooseRow(page, 'web')
  await checkStatusBar(page, '2/2 up: 1 crash')
  await runCommand(page, 'Crash-Only: Crash Now…')
  // The cursor is in the file of the other one.
  await chooseRow(page, 'Another program…')
  await chooseRow(page, 'worker')
  await chooseRow(page, 'hang')
  await checkStatusBar(page, '2/2 up: 2 crashes')
  await checkServes(`http://127.0.0.1:${port}/status`)

  await widenSideBar(page)
  await expandTreeItem(page, 'worker')
  await expandTreeItem(page, 'web')
  await page.screenshot({ path: await publishedPicture('screenshot.png') })
})
