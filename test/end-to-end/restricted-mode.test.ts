import { access, symlink } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { textsAfterLines } from '../helpers/editor/code.ts'
import { answerNotification, notificationTexts, openViewContainer, problemRows, treeItems, trustFolder } from '../helpers/editor/window.ts'
import { crashOnly, readStatus, repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'

const under = editorOfThisFile({ trust: 'ask', settings: { 'crashOnly.autoStart': true }, eslint: 'installed' })

// The palette hides them there; a key binding or a button of the walkthrough does not.
test('a command that is asked for without a folder, or in one that is not trusted, says so and leads to what is missing', async () => {
  const empty = await under.openWindow({})
  await under.probe.ask('command', { command: 'crashOnly.createConfig' })
  await checkNotification(empty, 'No folder is open. Crash-Only works on the programs of a folder.')
  await empty.locator('.notifications-toasts').getByRole('button', { name: 'Open Folder', exact: true }).waitFor({ timeout: 60_000 })
  await empty.context().close()

  const page = await under.openWindow({ folder: await under.makeProject('asked', { 'crash-only.json': { processes: { web: { command: 'sleep 60' } } } }) })
  // The host of the window before may be the one that answers until that of this one is up.
  await expect.poll(async () => {
    await under.probe.ask('command', { command: 'crashOnly.start' })
    return (await notificationTexts(page)).join()
  }, { timeout: 60_000 }).toContain('This workspace is not trusted, and there Crash-Only runs nothing.')
  await answerNotification(page, 'Manage Trust')
  await page.locator('.workspace-trust-editor').waitFor({ timeout: 60_000 })
})

test('in a folder that is not trusted nothing runs, and once it is trusted it does', async () => {
  const folder = await under.makeProject('unknown', {
    'program.cjs': "require('node:fs').mkdirSync('it-ran', { recursive: true })\nsetInterval(() => {}, 1000)\n",
    'crash-only.json': { processes: { web: { command: 'node program.cjs' } } },
  })
  const page = await under.openWindow({ folder })
  await openViewContainer(page, 'Crash-Only')
  await page.getByText('Crash-Only starts programs only in trusted folders').waitFor({ timeout: 60_000 })
  expect(await exists(join(folder, 'it-ran'))).toBe(false)

  await trustFolder(page)
  await expect.poll(async () => exists(join(folder, 'it-ran')), { timeout: 60_000 }).toBe(true)
})

test('what crashed there before is shown also while it is not trusted, with its line, and nothing is started to show it', async () => {
  const folder = await under.makeProject('before', {
    'program.cjs': "setTimeout(() => {\n  throw new RangeError('too far')\n}, 100)\nsetInterval(() => {}, 1000)\n",
    'crash-only.json': { processes: { web: { command: 'node program.cjs' } } },
  })
  const place = { cwd: folder, env: under.env }
  await expect(crashOnly(place, 'start')).rejects.toThrow('web died at its start: RangeError: too far')
  await expect.poll(async () => (await readStatus(place))[0]?.crashes ?? 0, { timeout: 60_000 }).toBeGreaterThan(0)
  await crashOnly(place, 'stop')
  const page = await under.openWindow({ folder, file: 'program.cjs:2' })
  await openViewContainer(page, 'Crash-Only')
  await page.getByText('Crash-Only starts programs only in trusted folders').waitFor({ timeout: 60_000 })
  await expect.poll(async () => (await treeItems(page).allInnerTexts()).join('\n'), { timeout: 60_000 }).toMatch(/RangeError: too far/u)
  await expect.poll(async () => Object.keys(await textsAfterLines(page)), { timeout: 60_000 }).toEqual(["throw new RangeError('too far')"])
  expect((await readStatus(place)).map(({ state }) => state)).toEqual(['stopped'])

  // Ages go on, though nothing runs.
  const age = async (): Promise<string | undefined> => /(?:just now|\d+ min ago)/u.exec((await treeItems(page).allInnerTexts()).join('\n'))?.[0]
  const [atFirst, atTheLine] = [await age(), await textsAfterLines(page)]
  expect(atFirst).toBeDefined()
  await expect.poll(age, { timeout: 150_000 }).not.toBe(atFirst)
  await expect.poll(async () => textsAfterLines(page), { timeout: 30_000 }).not.toEqual(atTheLine)
})

test('findings are shown there too where the ESLint configuration names our plugin: nobody runs it there; once trusted, they are left to it', async () => {
  const folder = await under.makeProject('has-plugin', {
    'package.json': { type: 'module' },
    'node_modules/eslint-plugin-crash-only/package.json': { type: 'module', exports: './index.js' },
    'node_modules/eslint-plugin-crash-only/index.js': `export default { meta: { name: 'eslint-plugin-crash-only' }, rules: {} }\n`,
    'eslint.config.js': `import { mkdirSync } from 'node:fs'\nimport crashOnly from 'eslint-plugin-crash-only'\n
mkdirSync(new URL('it-ran', import.meta.url), { recursive: true })\nexport default [{ plugins: { crashOnly } }]\n`,
    'server.js': `process.on('SIGTERM', () => { save(); process.exit() })\n`,
  })
  await symlink(join(repository, 'node_modules/eslint'), join(folder, 'node_modules/eslint'))
  const page = await under.openWindow({ folder, file: 'server.js:1' })
  const rows = (await problemRows(page)).filter({ hasText: 'crash-only' })
  await expect.poll(async () => rows.count(), { timeout: 60_000 }).toBe(1)
  expect(await exists(join(folder, 'it-ran'))).toBe(false)

  await trustFolder(page)
  await expect.poll(async () => exists(join(folder, 'it-ran')), { timeout: 60_000 }).toBe(true)
  await expect.poll(async () => rows.count(), { timeout: 60_000 }).toBe(0)
})

async function checkNotification(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), { timeout: 60_000 }).toContain(text)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

test('in a folder that is not trusted findings are shown, and the code of the project is not run for them until it is trusted', async () => {
  const typescript = JSON.stringify(join(repository, 'node_modules/typescript'))
  const folder = await under.makeProject('with-typescript', {
    'server.ts': `process.on('SIGTERM', (signal: string) => { save(signal); process.exit() })\n`,
    'node_modules/typescript/package.json': { version: '5.9.9' },
    'node_modules/typescript/lib/typescript.js': `require('node:fs').mkdirSync(__dirname + '/../../../it-ran')\nmodule.exports = require(${typescript})\n`,
  })
  const page = await under.openWindow({ folder, file: 'server.ts:1' })
  const rows = (await problemRows(page)).filter({ hasText: 'crash-only' })
  await expect.poll(async () => rows.count(), { timeout: 60_000 }).toBe(1)
  expect(await exists(join(folder, 'it-ran'))).toBe(false)

  await trustFolder(page)
  await expect.poll(async () => exists(join(folder, 'it-ran')), { timeout: 60_000 }).toBe(true)
})
