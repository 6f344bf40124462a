import { readFile, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { answerNotification, chooseRow, notificationTexts, problemRows, runCommand } from '../helpers/editor/window.ts'
import { openPluginRegistry, type PluginRegistry } from '../helpers/plugin-registry.ts'
import { repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { takePicture } from './pictures.ts'
import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'

const command = 'Crash-Only: Add ESLint Plugin to This Project'
const poll = { timeout: 120_000, interval: 100 }
const fakePlugin = {
  'node_modules/eslint-plugin-crash-only/package.json': { type: 'module', exports: { '.': './index.js', './package.json': './package.json' } },
  'node_modules/eslint-plugin-crash-only/index.js':
    `const plugin = { meta: { name: 'eslint-plugin-crash-only' }, rules: {} }\nexport default { ...plugin, configs: { recommended: { plugins: { 'crash-only': plugin } } } }\n`,
}

const under = editorOfThisFile({ trust: 'every-folder' })
let registry: PluginRegistry

beforeAll(async () => {
  registry = await openPluginRegistry()
})

afterAll(async () => {
  await registry.close()
})

test('a project without ESLint gets a configuration, the plugin and ESLint, which loads it', async () => {
  const folder = await under.makeProject('none', { 'package.json': { name: 'none', private: true }, '.npmrc': `registry=${registry.url}\n`, 'a.js': `process.on('SIGTERM', () => { save(); process.exit() })\n` })
  const page = await under.openWindow({ folder, file: 'a.js' })
  await runCommand(page, command)
  await checkNotification(page, 'Add the Crash-Only plugin to eslint.config.mjs? This runs: npm install --save-dev eslint-plugin-crash-only eslint')
  await takePicture(page, 'add-eslint-plugin')
  await answerNotification(page, 'Write and Install')
  // No ESLint extension is installed in this editor.
  await checkNotification(page, 'ESLint loads eslint.config.mjs with the Crash-Only plugin. No ESLint extension runs here: Crash-Only goes on showing findings.')
  await expect.poll(async () => (await problemRows(page)).filter({ hasText: 'no-graceful-shutdown' }).count(), poll).toBe(1)
  expect(await read(folder, 'eslint.config.mjs')).toBe(`import crashOnly from 'eslint-plugin-crash-only'\n\nexport default [crashOnly.configs.recommended]\n`)
  expect(JSON.parse(await read(folder, 'package.json'))).toMatchObject({ devDependencies: { 'eslint-plugin-crash-only': expect.any(String) as string } })
})

test('of a monorepo each configuration is added to, and a second time nothing is written', async () => {
  const root = `import { defineConfig } from 'eslint/config'\n\nexport default defineConfig([\n  { rules: {} },\n])\n`
  const api = `module.exports = [{ rules: {} }]\n`
  const folder = await makeProject('monorepo', { 'eslint.config.js': root, 'packages/api/package.json': { name: 'api' }, 'packages/api/eslint.config.cjs': api })
  const page = await under.openWindow({ folder })
  for (const isFirst of [true, false]) {
    await runCommand(page, command)
    await chooseRow(page, 'packages/api/eslint.config.cjs')
    await page.locator('.quick-input-widget').getByText('OK', { exact: true }).click()
    if (isFirst) {
      await checkNotification(page, 'Add the Crash-Only plugin to eslint.config.js?')
      await answerNotification(page, 'Write')
      await checkNotification(page, 'Add the Crash-Only plugin to packages/api/eslint.config.cjs?')
      await answerNotification(page, 'Write')
    }
    await checkNotification(page, 'ESLint loads packages/api/eslint.config.cjs')
    expect(await read(folder, 'eslint.config.js')).toContain('  { rules: {} },\n  crashOnly.configs.recommended,\n])')
    expect(await read(folder, 'packages/api/eslint.config.cjs')).toContain('[{ rules: {} }, crashOnly.configs.recommended]')
    await runCommand(page, 'Notifications: Clear All Notifications')
  }
})

test('a configuration that cannot be edited safely is left, with the lines on the clipboard, and opened from the message', async () => {
  const text = `export default (async () => [])()\n`
  const folder = await makeProject('promise', { 'eslint.config.js': text })
  await under.makeProject('docs', { 'README.md': '# Docs\n' })
  const workspace = join(dirname(folder), 'several.code-workspace')
  await writeDurably(workspace, JSON.stringify({ folders: [{ path: 'docs' }, { path: 'promise' }] }))
  const page = await under.openWindow({ folder: workspace })
  await runCommand(page, command)
  await checkNotification(page, 'promise/eslint.config.js is written in a way that cannot be edited safely. The lines to add are on the clipboard.')
  expect(await read(folder, 'eslint.config.js')).toBe(text)
  await answerNotification(page, 'Open File')
  await page.getByRole('tab', { name: /eslint\.config\.js/u }).waitFor({ timeout: poll.timeout })
})

test('a new configuration that somebody wants to write by hand is opened empty, where it will be', async () => {
  const page = await under.openWindow({ folder: await makeProject('by-hand', {}) })
  await runCommand(page, command)
  await answerNotification(page, 'Copy the Lines')
  await checkNotification(page, 'Nothing was changed. The lines to add are on the clipboard.')
  await answerNotification(page, 'Open File')
  await page.getByRole('tab', { name: /eslint\.config\.mjs/u }).waitFor({ timeout: poll.timeout })
})

test('where ESLint does not load it, the configuration is as it was', async () => {
  const text = `import { missing } from './missing.js'\n\nexport default [missing]\n`
  const folder = await makeProject('broken', { 'eslint.config.js': text })
  const page = await under.openWindow({ folder })
  await runCommand(page, command)
  await answerNotification(page, 'Write')
  await checkNotification(page, '(eslint.config.js is as it was.)')
  expect(await read(folder, 'eslint.config.js')).toBe(text)
})

test('a project of an old ESLint is told so', async () => {
  const folder = await makeProject('old', { '.eslintrc.json': {} })
  const page = await under.openWindow({ folder })
  await runCommand(page, command)
  await checkNotification(page, 'This project has an .eslintrc file')
  await answerNotification(page, 'Open File')
  await page.getByRole('tab', { name: /\.eslintrc\.json/u }).waitFor({ timeout: poll.timeout })
})

/** ESLint is real; the plugin is one of our name, so that nothing has to be installed. */
async function makeProject(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await under.makeProject(name, { 'package.json': { type: 'module' }, ...fakePlugin, ...files })
  await symlink(join(repository, 'node_modules/eslint'), join(folder, 'node_modules/eslint'))
  return folder
}

async function checkNotification(page: Page, text: string): Promise<void> {
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain(text)
}

async function read(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8')
}
