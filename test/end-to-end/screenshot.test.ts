import { join } from 'node:path'

import { test } from 'vitest'

import { chooseRow, expandTreeItem, openViewContainer, runCommand, widenSideBar } from '../helpers/editor/window.ts'
import { repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkServes, checkStatusBar } from './expectations.ts'
import { takePicture } from './pictures.ts'

const under = editorOfThisFile({ trust: 'every-folder', settings: { 'editor.minimap.enabled': false } })

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
  await checkServes(`http://127.0.0.1:${under.port}/status`)

  await widenSideBar(page)
  await expandTreeItem(page, 'worker')
  await expandTreeItem(page, 'web')
  await takePicture(page, 'screenshot')
})
