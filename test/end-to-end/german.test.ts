import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { notificationTexts, openViewContainer, problemRows, runCommand } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePicture } from './pictures.ts'
import { editorSettings, makeShop } from './shop.ts'

// A character device, but none that watches a computer.
const settings = { ...editorSettings, 'crashOnly.watchdogDevice': '/dev/zero' }
const under = editorOfThisFile({ trust: 'every-folder', settings })

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

test('so are a hang, with why it was ended, and what cannot be done with a watchdog device', async () => {
  const shop = await makeShop(under, 'geschaeft')
  const page = await under.openWindow({ folder: shop.folder, file: `app.ts:${shop.lines.search}`, language: 'de' })
  await runCommand(page, 'Crash-Only: Starten')
  await checkStatusBar(page, 'web läuft')
  await shop.isWatched()
  await shop.visit('/search')
  await checkStatusBar(page, 'web: 1 Absturz')
  const rows = await problemRows(page)
  await expect.poll(async () => (await rows.allInnerTexts()).join('\n'), poll).toMatch(/hing: kein Herzschlag seit \d+(?:,\d)? s \(web hing hier einmal\)/u)
  await runCommand(page, 'Crash-Only: Watchdog-Gerät scharf schalten…')
  await checkNotification(page, '/dev/zero kann nicht benutzt werden: Es ist kein Watchdog-Gerät')
  await page.locator('.notifications-toasts').getByRole('button', { name: 'Einstellungen öffnen', exact: true }).waitFor({ timeout: poll.timeout })
})

test('what the command answers is English, and it is said whose words they are', async () => {
  const page = await under.openWindow({ folder: await under.makeProject('kaputt', { 'crash-only.json': '{ "processes": 1 }' }), language: 'de' })
  await checkStatusBar(page, 'kaputt gestoppt')
  await runCommand(page, 'Crash-Only: Starten')
  await checkNotification(page, 'crash-only meldet (auf Englisch): crash-only.json')
  await page.locator('.notifications-toasts').getByRole('button', { name: 'Konfiguration öffnen', exact: true }).waitFor({ timeout: poll.timeout })
})

async function checkNotification(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain(text)
}
