import { access } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { openViewContainer, problemRows, trustFolder } from '../helpers/editor/window.ts'
import { repository } from './command-line.ts'
import { type EditorUnderTest, openEditorUnderTest } from './editor-under-test.ts'

let under: EditorUnderTest

beforeAll(async () => {
  under = await openEditorUnderTest({ trust: 'ask', settings: { 'crashOnly.autoStart': true } })
})

afterAll(async () => {
  await under.close()
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
