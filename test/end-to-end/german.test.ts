import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { chooseRow, openViewContainer, runCommand } from '../helpers/editor/window.ts'
import { repository } from './command-line.ts'
import { type EditorUnderTest, openEditorUnderTest } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { publishedPicture } from './themed-pictures.ts'

let under: EditorUnderTest

beforeAll(async () => {
  under = await openEditorUnderTest({ trust: 'every-folder', environment: { PORT: '0' } })
})

afterAll(async () => {
  await under.close()
})

test('whoever uses the editor in German has commands, states and the dashboard in German', async () => {
  const folder = await under.copyProject(join(repository, 'test/programs/demo'), 'demo')
  const page = await under.openWindow({ folder, language: 'de' })
  await checkStatusBar(page, 'demo gestoppt')
  expect(await under.probe.ask('language')).toBe('de')
  await openViewContainer(page, 'Crash-Only')
  await page.getByText('Dieses Projekt läuft noch nicht.').waitFor({ timeout: 60_000 })
  await runCommand(page, 'Crash-Only: Starten')
  await checkStatusBar(page, '2/2 laufen')
  await runCommand(page, 'Crash-Only: Jetzt abstürzen lassen')
  await chooseRow(page, 'web')
  await checkStatusBar(page, '2/2 laufen: 1 Absturz')
  await runCommand(page, 'Crash-Only: Dashboard öffnen')
  await expect.poll(async () => {
    const all = await Promise.all(page.frames().map(async (frame) => frame.locator('h1, dt, th').allInnerTexts().catch(() => [])))
    return all.flat()
  }, { timeout: 60_000 }).toEqual(expect.arrayContaining(['Crash-Only-Dashboard', 'Abstürze', 'Längste Stille', 'Ursache']))
  await page.screenshot({ path: await publishedPicture('dashboard-german.png') })
})
