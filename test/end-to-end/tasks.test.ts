import { access } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { notificationTexts, problemRows, runCommand } from '../helpers/editor/window.ts'
import { crashOnly, type ProcessStatus, readProgram } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'

const poll = { timeout: 90_000, interval: 200 }
const idle = 'setInterval(() => {}, 1000)\n'
const prints = "setInterval(() => { process.stdout.write('.') }, 10)\n"
/** Dies at its start until there is a file `go`. */
const waits = "if (!require('node:fs').existsSync('go')) throw new Error('no go yet')\nsetInterval(() => {}, 1000)\n"

// So small that no line is broken.
const under = editorOfThisFile({ trust: 'every-folder', settings: { 'terminal.integrated.fontSize': 6 } })

test('a task starts the project and shows what becomes of it; ending the task stops nothing, and no terminal has our environment', async () => {
  const { folder, page } = await openProject('as-task', { 'web.cjs': idle }, [])
  await checkStatusBar(page, 'as-task stopped')
  expect(await under.probe.ask('tasks')).toEqual(['all programs'])
  await under.probe.ask('runTask', { name: 'all programs' })
  await checkTerminal(page, /crash-only: all up/u)
  await crashOnly({ cwd: folder, env: under.env }, 'crash-now', 'web')
  await checkTerminal(page, /crash-only: web died: .*SIGKILL/u)
  await under.probe.ask('endTasks')
  await expect.poll(async () => under.probe.ask('runningTasks'), poll).toEqual([])
  expect(await readWeb(folder)).toMatchObject({ state: 'up', crashes: 1 })

  await runCommand(page, 'Terminal: Create New Terminal')
  const input = page.locator('.terminal-wrapper.active textarea, .xterm-helper-textarea').last()
  await input.focus()
  await page.keyboard.type('env | grep -c -e CRASH_ONLY_HEARTBEAT -e ^NODE_OPTIONS= -e heartbeat.cjs; echo checked-$((40+2))\n')
  await checkTerminal(page, /(?:^|\s)0\s+checked-42/u)
})

test('what depends on a task of tasks.json begins when all that it asks for is up: one program, or all', async () => {
  const { folder, page } = await openProject('depends', { 'web.cjs': idle, 'worker.cjs': waits }, [
    { label: 'web is up', type: 'crash-only', program: 'web' },
    { label: 'all is up', type: 'crash-only' },
    ...['web', 'all'].map((what) => ({
      label: `after ${what}`, type: 'shell', command: `touch after-${what}`, dependsOn: `${what} is up`, problemMatcher: [],
    })),
  ])
  await checkStatusBar(page, 'depends stopped')
  await runConfigured('after web')
  await checkExists(folder, 'after-web')
  await runConfigured('after all')
  await checkTerminal(page, /worker died: Error: no go yet/u)
  // It told that one is up long ago.
  await expect.poll(async () => (await readProgram({ cwd: folder, env: under.env }, 'worker')).crashes, poll).toBeGreaterThan(6)
  expect(await readWeb(folder)).toMatchObject({ state: 'up', crashes: 0 })
  expect(await exists(join(folder, 'after-all'))).toBe(false)
  await writeDurably(join(folder, 'go'), '')
  await checkExists(folder, 'after-all')
})

test('a program that was stopped while another one runs is started by its task, and that one alone; it may print half a line', async () => {
  const { folder, page } = await openProject('one-stopped', { 'web.cjs': idle, 'worker.cjs': prints, 'third.cjs': idle }, [
    { label: 'worker is up', type: 'crash-only', program: 'worker' },
    { label: 'after', type: 'shell', command: 'touch after', dependsOn: 'worker is up', problemMatcher: [] },
  ])
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, '3/3 up')
  for (const name of ['worker', 'third']) await crashOnly({ cwd: folder, env: under.env }, 'stop', name)
  await checkStatusBar(page, '1/3 up')
  const before = await readWeb(folder)
  await runConfigured('after')
  await checkExists(folder, 'after')
  await checkStatusBar(page, '2/3 up')
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, crashes: 0 })

  await crashOnly({ cwd: folder, env: under.env }, 'stop', 'worker')
  await expect.poll(async () => under.probe.ask('endedTasks'), poll).toEqual({ 'worker is up': 0, after: 0 })
})

test('a task that can never be ready says why in one line, and ends with exit code 1', async () => {
  const { folder, page } = await openProject('wrong', { 'web.cjs': idle }, [
    { label: 'misspelt', type: 'crash-only', program: 'wbe' },
    { label: 'number', type: 'crash-only', program: 5 },
    { label: 'list', type: 'crash-only', program: ['web'] },
    { label: 'refused', type: 'crash-only', program: 'web' },
    ...['misspelt', 'number'].map((dependsOn) => ({ label: `after ${dependsOn}`, type: 'shell', command: 'touch after', dependsOn })),
  ])
  await checkStatusBar(page, 'wrong stopped')
  const lines = [5, ['web']].map((given) => `crash-only: tasks.json: "program" is the name of a program, as a text, not ${JSON.stringify(given)}.`)
  await runConfigured('number')
  await checkLines(page, lines.slice(0, 1))
  await checkEnds({ number: 1 })
  await runConfigured('list')
  await checkLines(page, lines)
  await checkEnds({ number: 1, list: 1 })
  await checkStatusBar(page, 'wrong stopped')

  await crashOnly({ cwd: folder, env: under.env }, 'start')
  await checkStatusBar(page, 'web up')
  await runConfigured('misspelt')
  await checkLines(page, [...lines, 'crash-only: tasks.json: no program is called wbe (there is: web).'])
  await checkEnds({ number: 1, list: 1, misspelt: 1 })
  await crashOnly({ cwd: folder, env: under.env }, 'stop')

  await writeDurably(join(folder, 'crash-only.json'), '{ "processes": { "web": { "command": "nodee web.cjs" } } }')
  await runConfigured('refused')
  await checkEnds({ number: 1, list: 1, misspelt: 1, refused: 1 })
  await checkTerminal(page, /crash-only: starting [^]*crash-only: [^\n]*nodee[^\n]*PATH/u)
  expect(await exists(join(folder, 'after'))).toBe(false)
})

test('a crash is one entry in the Problems view, which goes when it is cleared, also while a task shows it', async () => {
  const throws = `const { existsSync, rmSync } = require('node:fs')
setInterval(() => {
  if (!existsSync('bad')) return
  rmSync('bad')
  throw new Error('something bad')
}, 100)
`
  const { folder, page } = await openProject('problems', { 'web.cjs': throws }, [{ label: 'up', type: 'crash-only', program: 'web' }])
  await checkStatusBar(page, 'problems stopped')
  await runConfigured('up')
  await checkTerminal(page, /crash-only: all up/u)
  await writeDurably(join(folder, 'bad'), '')
  await checkTerminal(page, /crash-only: all up[^]*crash-only: [^\n]*web\.cjs:5:\d+: web died: Error: something bad[^]*crash-only: all up/u)
  const rows = (await problemRows(page)).filter({ hasText: 'something bad' })
  await expect.poll(async () => rows.count(), poll).toBe(1)
  await runCommand(page, 'Crash-Only: Clear Crashes')
  await expect.poll(async () => rows.count(), poll).toBe(0)
  expect(await under.probe.ask('runningTasks')).toEqual(['up'])
  expect(await notificationTexts(page)).toEqual([])
})

type Definition = Readonly<Record<string, unknown>> & { readonly label: string }

async function openProject(name: string, programs: Readonly<Record<string, string>>, tasks: readonly Definition[]) {
  const names = Object.keys(programs)
  const processes = Object.fromEntries(names.map((file) => [file.replace('.cjs', ''), { command: `node ${file}` }]))
  const folder = await under.makeProject(name, {
    ...programs, 'crash-only.json': { processes }, '.vscode/tasks.json': { version: '2.0.0', tasks },
  })
  return { folder, page: await under.openWindow({ folder }) }
}

/** One of `tasks.json`, by its label: the way on which the editor asks us to resolve it. It does nothing before the editor is ready for tasks. */
async function runConfigured(label: string): Promise<void> {
  const began = async (): Promise<string[]> => under.probe.ask<string[]>('begunTasks')
  const before = (await began()).length
  await expect.poll(async () => {
    if ((await began()).length > before) return true
    await under.probe.ask('command', { command: 'workbench.action.tasks.runTask', args: [label] })
    return (await began()).length > before
  }, { timeout: poll.timeout, interval: 2_000 }).toBe(true)
}

async function checkEnds(codes: Readonly<Record<string, number>>): Promise<void> {
  await expect.poll(async () => under.probe.ask('endedTasks'), poll).toEqual(codes)
}

/** What stands in any terminal; the DOM draws it. */
async function checkTerminal(page: Page, text: RegExp): Promise<void> {
  await expect.poll(async () => terminalText(page), poll).toMatch(text)
}

/** All that our tasks have said in the terminal that is shown, which the editor uses again and again. */
async function checkLines(page: Page, lines: readonly string[]): Promise<void> {
  const ours = async (): Promise<string[]> => {
    const shown = (await terminalText(page, '.terminal-wrapper.active .xterm-rows')).split('\n').map((line) => line.trim())
    return shown.filter((line) => line.startsWith('crash-only: '))
  }
  await expect.poll(ours, poll).toEqual(lines)
}

async function terminalText(page: Page, where = '.xterm-rows'): Promise<string> {
  return (await page.locator(where).allInnerTexts()).join('\n').replaceAll('\u00a0', ' ')
}

async function checkExists(folder: string, name: string): Promise<void> {
  await expect.poll(async () => exists(join(folder, name)), poll).toBe(true)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}

async function readWeb(folder: string): Promise<ProcessStatus> {
  return readProgram({ cwd: folder, env: under.env }, 'web')
}
