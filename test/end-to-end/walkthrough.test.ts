import { symlink } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { answerNotification, chooseRow, fillInputBox, openViewContainer, runCommand, statusBarItem } from '../helpers/editor/window.ts'
import { repository } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'

const addPlugin = 'Crash-Only: Add ESLint Plugin to This Project'

/** ESLint is real; the plugin is one of our name, so that nothing has to be installed. */
const eslintProject = {
  'package.json': { type: 'module' },
  'eslint.config.js': 'export default []\n',
  'node_modules/eslint-plugin-crash-only/package.json': { type: 'module', exports: { '.': './index.js', './package.json': './package.json' } },
  'node_modules/eslint-plugin-crash-only/index.js': `const plugin = { meta: { name: 'eslint-plugin-crash-only' }, rules: {} }
export default { ...plugin, configs: { recommended: { plugins: { 'crash-only': plugin } } } }
`,
}

const under = editorOfThisFile({ trust: 'every-folder' })

test('the walkthrough completes itself: each step is done when what it asks for is so', async () => {
  const folder = await under.makeProject('first', { 'crash-only.json': { processes: { web: { command: 'sleep 1000' } } }, ...eslintProject })
  await symlink(join(repository, 'node_modules/eslint'), join(folder, 'node_modules/eslint'))
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'first stopped')
  await showWalkthrough(page)
  await runCommand(page, 'Crash-Only: Start')
  await checkDone(page, ['choose', 'start'])
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkDone(page, ['choose', 'start', 'crash'])
  await takePictures(page, 'walkthrough')
  await runCommand(page, 'Crash-Only: Open Dashboard')
  await showWalkthrough(page)
  await checkDone(page, ['choose', 'start', 'crash', 'dashboard'])

  // That the command was chosen is not enough.
  await runCommand(page, addPlugin)
  await answerNotification(page, 'Copy the Lines')
  await showWalkthrough(page)
  await checkDone(page, ['choose', 'start', 'crash', 'dashboard'])
  await runCommand(page, addPlugin)
  await answerNotification(page, 'Write')
  await showWalkthrough(page)
  await checkDone(page, ['choose', 'start', 'crash', 'dashboard', 'lint'])
})

test('in a project that has the plugin its step is done from the beginning', async () => {
  const manifest = { devDependencies: { 'eslint-plugin-crash-only': '*' } }
  const page = await under.openWindow({ folder: await under.makeProject('has-plugin', { 'package.json': manifest }) })
  await showWalkthrough(page)
  await checkDone(page, ['lint'])
})

test('without a folder, and in one with nothing to run, the view of the programs says what to do', async () => {
  const empty = await under.openWindow({})
  await openViewContainer(empty, 'Crash-Only')
  await empty.getByText('Open a folder to run a program under the watchdog.').waitFor({ timeout: 60_000 })
  expect(await empty.getByRole('button', { name: 'Open Folder', exact: true }).count()).toBeGreaterThan(0)
  expect(await statusBarItem(empty, 'crashOnly.status').count()).toBe(0)

  const page = await under.openWindow({ folder: await under.makeProject('nothing', { 'README.md': '# Nothing\n' }) })
  await openViewContainer(page, 'Crash-Only')
  await page.getByText('Nothing to run yet.').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Create Config', exact: true }).click({ timeout: 60_000 })
  await fillInputBox(page, 'sleep 60')
  await page.getByText('This project does not run yet.').waitFor({ timeout: 60_000 })
  await checkStatusBar(page, 'nothing stopped')
})

async function showWalkthrough(page: Page): Promise<void> {
  await runCommand(page, 'Welcome: Open Walkthrough...')
  await chooseRow(page, 'Make sure your program survives a crash')
}

async function checkDone(page: Page, steps: readonly string[]): Promise<void> {
  const done = page.locator('.getting-started-step[aria-checked=true]')
  const ids = async (): Promise<(string | undefined)[]> => {
    const whole = await Promise.all((await done.all()).map(async (step) => step.getAttribute('data-step-id')))
    return whole.map((id) => id?.split('#').at(-1))
  }
  await expect.poll(ids, { timeout: 60_000 }).toEqual(steps)
}
