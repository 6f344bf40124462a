import { access } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { textsAfterLines } from '../helpers/editor/code.ts'
import { openViewContainer, problemRows, treeItems, trustFolder } from '../helpers/editor/window.ts'
import { crashOnly, readStatus, repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'

const under = editorOfThisFile({ trust: 'ask', settings: { 'crashOnly.autoStart': true } })

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
