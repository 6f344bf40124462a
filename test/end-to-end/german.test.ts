import { expect, test } from 'vitest'

import { openViewContainer, runCommand } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePicture } from './pictures.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

const poll = { timeout: 60_000, interval: 100 }

test('an editor whose display language is German shows all of ours in German', async () => {
  const folder = await under.makeProject('laden', {
    'web.js': 'setInterval(() => {}, 1000)\n',
    'crash-only.json': { processes: { web: { command: 'node web.js' } } },
  })
  const page = await under.openWindow({ folder, language: 'de' })
  await checkStatusBar(page, 'laden gestoppt')
  expect(await under.probe.ask('language')).toBe('de')
  await openViewContainer(page, 'Crash-Only')
  const sideBar = async (): Promise<string> => page.locator('.part.sidebar').innerText()
  await expect.poll(sideBar, poll).toContain('Dieses Projekt läuft noch nicht.')
  await expect.poll(sideBar, poll).toMatch(/Abstürze/iu)

  await runCommand(page, 'Crash-Only: Starten')
  await checkStatusBar(page, 'web läuft')
  await runCommand(page, 'Crash-Only: Jetzt abstürzen lassen')
  await checkStatusBar(page, 'web: 1 Absturz')
  await runCommand(page, 'Crash-Only: Dashboard öffnen')
  const dashboard = async (): Promise<string> => {
    const texts = await Promise.all(page.frames().map(async (frame) => frame.locator('#tiles').innerText({ timeout: 1000 }).catch(() => '')))
    return texts.join('\n')
  }
  await expect.poll(dashboard, poll).toMatch(/Verfügbar\s+\d+,\d+ %/u)
  await takePicture(page, 'german')
})
