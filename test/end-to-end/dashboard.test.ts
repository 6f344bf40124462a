import { dirname, join } from 'node:path'

import type { Frame, Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { chooseRow, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { crashOnly } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkServes, checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'

const poll = { timeout: 60_000, interval: 100 }

const serverText = `const { createServer } = require('node:http')

createServer((request, response) => {
  if (request.url === '/loop') for (;;);
  if (request.url === '/throw') throw new Error('the cart is empty')
  response.end('ok')
}).listen(process.env.PORT)
`

/** Runs in the page: a script that is not ours, and messages that are not. */
const intrude = `(() => {
  const script = document.createElement('script')
  script.textContent = 'window.intruder = true'
  document.body.append(script)
  for (const message of [null, 'text', { kind: 'other', tiles: 3 }, { command: 'start' }]) window.postMessage(message, '*')
  return 'intruder' in window
})()`

const under = editorOfThisFile({ trust: 'every-folder', settings: { 'editor.minimap.enabled': false } })

test('the dashboard shows every crash as it happens, opens its line, and is there again after a reload', async () => {
  const folder = await under.makeProject('shop', {
    'server.js': serverText,
    'crash-only.json': { processes: { web: { command: 'node server.js' }, worker: { command: 'sleep 1000' } } },
  })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'shop stopped')
  await runCommand(page, 'Crash-Only: Open Dashboard')
  await clickIn(page, '#start')
  await checkTile(page, 'up', '2/2')
  await checkTile(page, 'crashes', '0')
  expect(await texts(page, '#ranges [aria-pressed=true]')).toEqual(['15 minutes'])
  await clickIn(page, '#ranges button[data-minutes="5"]')

  await runCommand(page, 'Crash-Only: Crash Now')
  await chooseRow(page, 'web')
  await checkTile(page, 'crashes', '1')
  await checkCrash(page, 0, /web crash .*SIGKILL/u)
  await ask('/throw')
  await checkCrash(page, 0, /web crash .*the cart is empty .* server\.js:5/u)
  await ask('/loop')
  await checkTile(page, 'crashes', '3')
  await checkCrash(page, 0, /web hang/u)
  await expect.poll(async () => (await texts(page, '#lanes .glyph')).join(''), poll).toMatch(/▼.*◆/u)
  await checkTile(page, 'recovery', expect.stringMatching(/^[\d.]+ m?s$/u))
  await checkTile(page, 'availability', expect.stringMatching(/ %$/u))
  await takePictures(page, 'dashboard')

  await reloadWindow(page)
  await checkTile(page, 'crashes', '3')
  expect(await texts(page, '#ranges [aria-pressed=true]')).toEqual(['5 minutes'])
  await checkCrash(page, 2, /web crash .*SIGKILL/u)
  await clickIn(page, '#crashes button.link >> text=server.js:5')
  const activeTabs = async (): Promise<string> => (await page.locator('.tab.active').allInnerTexts()).join(' ').replaceAll(/\s+/gu, '')
  await expect.poll(activeTabs, poll).toContain('server.js')
})

test('in a workspace of several folders it shows all of them, each under its name, and one that is taken out no more', async () => {
  const programs = { 'crash-only.json': { processes: { web: { command: 'sleep 1000' } } } }
  const [shop] = await Promise.all(['shop-front', 'shop-back'].map(async (name) => under.makeProject(name, programs)))
  const workspace = join(dirname(shop ?? ''), 'shops.code-workspace')
  await writeDurably(workspace, JSON.stringify({ folders: [{ path: 'shop-front' }, { path: 'shop-back' }] }))
  const page = await under.openWindow({ folder: workspace })
  await checkStatusBar(page, '2 programs stopped')
  for (const name of ['shop-front', 'shop-back']) {
    await runCommand(page, 'Crash-Only: Start')
    await chooseRow(page, name)
    await checkStatusBar(page, name === 'shop-front' ? '1/2 up' : '2/2 up')
  }
  await runCommand(page, 'Crash-Only: Open Dashboard')
  await checkTile(page, 'up', '2/2')
  for (const [index, name] of ['shop-front', 'shop-back'].entries()) {
    await crashOnly({ cwd: join(dirname(shop ?? ''), name), env: under.env }, 'crash-now', 'web')
    await checkTile(page, 'crashes', String(index + 1))
    await checkCrash(page, 0, new RegExp(`${name}: web crash .*SIGKILL`, 'u'))
  }
  const names = async (): Promise<string[]> => (await texts(page, '#programs tbody tr')).map((row) => row.split('\t')[0] ?? '')
  await expect.poll(names, poll).toEqual(['shop-front: web', 'shop-back: web'])
  expect(await texts(page, '#lanes .name')).toEqual(['shop-front: web', 'shop-back: web'])
  await takePictures(page, 'dashboard-of-several')

  await writeDurably(workspace, JSON.stringify({ folders: [{ path: 'shop-front' }] }))
  await checkTile(page, 'up', '1/1')
  await expect.poll(names, poll).toEqual(['web'])
})

test('the page loads nothing and runs nothing but what is ours, and is not confused by messages of others', async () => {
  const folder = await under.makeProject('calm', { 'crash-only.json': { processes: { sleeper: { command: 'sleep 1000' } } } })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'calm stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'sleeper up')
  await runCommand(page, 'Crash-Only: Open Dashboard')
  await checkTile(page, 'up', '1/1')
  const frame = await dashboardFrame(page)
  const policy = await frame.locator('meta[http-equiv]').getAttribute('content')
  expect(policy).toMatch(/^default-src 'none'; style-src 'self' [^']+; script-src 'nonce-[0-9a-f]{32}'$/u)
  expect(await frame.evaluate(intrude)).toBe(false)
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkTile(page, 'crashes', '1')
})

async function dashboardFrame(page: Page): Promise<Frame> {
  let found: Frame | undefined
  await expect.poll(async () => {
    for (const frame of page.frames()) if ((await frame.locator('#tiles').count().catch(() => 0)) > 0) found = frame
    return found !== undefined
  }, poll).toBe(true)
  if (found === undefined) throw new Error('the dashboard is not open')
  return found
}

async function texts(page: Page, selector: string): Promise<string[]> {
  return (await dashboardFrame(page)).locator(selector).allInnerTexts()
}

async function clickIn(page: Page, selector: string): Promise<void> {
  await (await dashboardFrame(page)).locator(selector).first().click({ timeout: 60_000 })
}

async function checkTile(page: Page, id: string, value: unknown): Promise<void> {
  await expect.poll(async () => texts(page, `[data-tile=${id}] .value`), poll).toEqual([value])
}

async function checkCrash(page: Page, index: number, row: RegExp): Promise<void> {
  await expect.poll(async () => (await texts(page, '#crashes tbody tr'))[index]?.replaceAll(/\s+/gu, ' '), poll).toMatch(row)
}

/** It is never answered: the program dies of it. */
async function ask(path: string): Promise<void> {
  await checkServes(`http://127.0.0.1:${under.port}/`)
  await fetch(`http://127.0.0.1:${under.port}${path}`, { signal: AbortSignal.timeout(60_000) }).catch(() => undefined)
}
