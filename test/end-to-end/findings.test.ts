import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { chooseQuickFix, fillInputBox, notificationTexts, problemRows, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { eventually } from '../helpers/eventually.ts'
import { findServers } from '../helpers/lint-server/find-servers.ts'
import { repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { takePicture, takePictures } from './pictures.ts'

const handler = `process.on('SIGTERM', () => { save(); process.exit() })\n`
const blocking = `import { readFileSync } from 'node:fs'\nimport { createServer } from 'node:http'\ncreateServer((request, response) => response.end(readFileSync('page.html'))).listen()\n`
const poll = { timeout: 60_000, interval: 100 }

const under = editorOfThisFile({ trust: 'every-folder', eslint: 'installed' })

test('a finding appears without any set-up, its quick fix works, and a rule can be disabled for a line with a reason', async () => {
  const folder = await under.makeProject('plain', { 'server.js': handler, 'page.js': blocking })
  const page = await under.openWindow({ folder, file: 'server.js:1' })
  await checkProblems(page, ['no-graceful-shutdown'])
  await takePictures(page, 'findings')

  await focusEditor(page)
  await chooseQuickFix(page, /^Remove/u)
  await runCommand(page, 'File: Save')
  await expect.poll(async () => readFile(join(folder, 'server.js'), 'utf8'), poll).not.toContain('SIGTERM')
  await checkProblems(page, [])

  const second = await under.openWindow({ folder, file: 'page.js:3' })
  await checkProblems(second, ['no-blocking-call'])
  await focusEditor(second)
  await chooseQuickFix(second, 'Disable no-blocking-call for this line, with a reason')
  await fillInputBox(second, 'a page for one reader')
  await runCommand(second, 'File: Save')
  const comment = '// eslint-disable-next-line crash-only/no-blocking-call -- a page for one reader\n'
  await expect.poll(async () => readFile(join(folder, 'page.js'), 'utf8'), poll).toContain(comment)
  await checkProblems(second, [])
  for (const window of [page, second]) await window.context().close()
})

test('the server is killed and comes back, and nothing is seen of it', async () => {
  const folder = await under.makeProject('killed', { 'server.js': handler })
  const page = await under.openWindow({ folder, file: 'server.js:1' })
  await checkProblems(page, ['no-graceful-shutdown'])
  for (let times = 0; times < 7; times += 1) {
    const killed = await eventually('the server runs', async () => { const pids = await servers(); return pids.length > 0 && pids })
    for (const pid of killed) process.kill(pid, 'SIGKILL')
    await eventually('it is gone', async () => !(await servers()).some((pid) => killed.includes(pid)))
    await checkProblems(page, ['no-graceful-shutdown'])
  }
  await writeDurably(join(folder, 'server.js'), `${handler}setTimeout(() => { require('node:fs').readFileSync('a') }, 1)\n`)
  await checkProblems(page, ['no-graceful-shutdown', 'no-blocking-call'])
  expect(await notificationTexts(page)).toEqual([])
  await page.context().close()
})

test('a reload leaves no server behind', async () => {
  const folder = await under.makeProject('reloaded', { 'server.js': handler })
  await eventually('no server of a window of before', async () => (await servers()).length === 0, 60_000)
  const page = await under.openWindow({ folder, file: 'server.js:1' })
  await checkProblems(page, ['no-graceful-shutdown'])
  const before = await servers()
  expect(before).toHaveLength(1)
  await reloadWindow(page)
  await checkProblems(page, ['no-graceful-shutdown'])
  await eventually('the server of before is gone', async () => !(await servers()).some((pid) => before.includes(pid)), 60_000)
})

test('files of a project whose ESLint has the plugin are left to it while its extension shows something, and a check of the whole project counts them', async () => {
  const folder = await under.makeProject('has-plugin', {
    'package.json': { type: 'module' },
    'node_modules/eslint-plugin-crash-only/package.json': { type: 'module', exports: './index.js' },
    'node_modules/eslint-plugin-crash-only/index.js': `export default { meta: { name: 'eslint-plugin-crash-only' }, rules: {} }\n`,
    'eslint.config.js': `import crashOnly from 'eslint-plugin-crash-only'\nexport default [{ files: ['src/**'], plugins: { crashOnly } }]\n`,
    '.vscode/settings.json': {},
    'src/server.js': handler,
    'other/server.js': handler,
    'other/page.js': blocking,
  })
  await symlink(join(repository, 'node_modules/eslint'), join(folder, 'node_modules/eslint'))
  const page = await under.openWindow({ folder, file: 'src/server.js:1' })
  await runCommand(page, 'Crash-Only: Check Whole Project')
  // The configuration itself, and the two of the other folder.
  const message = '3 files checked: what was found is listed under Problems. Left to ESLint: 1.'
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain(message)
  await checkProblems(page, ['no-blocking-call', 'no-graceful-shutdown'])
  await takePicture(page, 'whole-project')

  // Nobody shows findings any more unless we do; and then ESLint does again.
  await writeDurably(join(folder, '.vscode/settings.json'), '{ "eslint.enable": false }')
  await checkProblems(page, ['no-blocking-call', 'no-graceful-shutdown', 'no-graceful-shutdown'])
  await writeDurably(join(folder, '.vscode/settings.json'), '{}')
  await checkProblems(page, ['no-blocking-call', 'no-graceful-shutdown'])
})

test('the whole project is checked on command also where findings are switched off, and the message says by which rules', async () => {
  const folder = await under.makeProject('off', {
    'server.js': handler, 'page.js': 'render()\n', '.vscode/settings.json': { 'crashOnly.findings': 'off' },
  })
  const page = await under.openWindow({ folder, file: 'server.js:1' })
  await runCommand(page, 'Crash-Only: Check Whole Project')
  const message = '2 files checked: what was found is listed under Problems. The recommended rules were used, for crashOnly.findings is off.'
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain(message)
  await checkProblems(page, ['no-graceful-shutdown'])
})

/** The rules whose findings are shown, in the order of the view. */
async function checkProblems(page: Page, expected: readonly string[]): Promise<void> {
  const rows = (await problemRows(page)).filter({ hasText: 'crash-only' })
  const shown = async (): Promise<string[]> => (await rows.allInnerTexts()).map((text) => /crash-only\s*\(?([\w-]+)/u.exec(text)?.[1] ?? text)
  await expect.poll(shown, poll).toEqual(expected)
}

async function focusEditor(page: Page): Promise<void> {
  await runCommand(page, 'View: Focus Active Editor Group')
}

const servers = async (): Promise<number[]> => findServers(under.env)
