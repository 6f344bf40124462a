import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'

import { notificationTexts, reloadWindow, runCommand, runCommandAndChoose } from '../helpers/editor/window.ts'
import { crashOnly, type ProcessStatus, readProgram, readStatus } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'

const poll = { timeout: 60_000, interval: 200 }
const tickLine = 4
const programText = `let ticks = 0

function tick() {
  ticks += 1
}
setInterval(tick, 500)
`

const under = editorOfThisFile({ trust: 'every-folder' })

let opened: Page | undefined
let folderOfTest = ''

afterEach(async () => {
  await opened?.context().close()
  // Node has one port for debuggers; whoever was asked to listen there does so until it dies.
  await crashOnly({ cwd: folderOfTest, env: under.env }, 'stop')
})

test('while a program stands at a breakpoint the watchdog waits, and crashes it all the same when asked', async () => {
  const { folder, page } = await openProgram('at-breakpoint')
  const before = await startAndStandStill(folder, page)
  // Three times as long as counts as a hang.
  await expect.poll(async () => (await readWeb(folder)).heartbeat?.ageMs ?? 0, poll).toBeGreaterThan(6_000)
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, state: 'paused', hangs: 0 })
  await takePictures(page, 'at-breakpoint')

  await under.probe.ask('command', { command: 'workbench.debug.viewlet.action.removeAllBreakpoints' })
  await goOn()
  await checkStatusBar(page, 'web up')
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, crashes: 0 })

  await under.probe.ask('breakpoint', { file: join(folder, 'web.js'), line: tickLine })
  await checkStandsStill(page)
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkAttachedAgain(folder, page, before)
})

test('at a breakpoint a program is crashed from inside, too, by letting it run; and the debugger that we attached is there again', async () => {
  const { folder, page } = await openProgram('from-inside')
  const before = await startAndStandStill(folder, page)
  await runCommandAndChoose(page, 'Crash-Only: Crash Now…', 'throw')
  await checkAttachedAgain(folder, page, before)
  expect(await lastExit(folder)).toMatch(/Crash Now: an exception that nobody catches/u)
  expect(await notificationTexts(page)).toEqual([])

  await under.probe.ask('command', { command: 'workbench.debug.viewlet.action.removeAllBreakpoints' })
  await disconnect()
  for (const count of ['web: 2 crashes', 'web: 3 crashes']) {
    await under.probe.ask('command', { command: 'crashOnly.crashNow' })
    await checkStatusBar(page, count)
  }
  expect(await under.probe.ask<string[]>('sessions')).toEqual([])
})

test('a pause has an end: then it is one message, the program is judged, and nothing waits for it there again', async () => {
  const { folder, page } = await openProgram('capped', { '.vscode/settings.json': { 'crashOnly.debug.maxPauseMinutes': 0.1 } })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await under.probe.ask('breakpoint', { file: join(folder, 'web.js'), line: tickLine })
  await runCommand(page, 'Crash-Only: Attach Debugger')
  await checkStandsStill(page)
  const capped = expect.stringMatching(/^web has stood at a breakpoint for 6 s\. The watchdog judges it again, and will restart it\.$/u) as unknown
  await expect.poll(async () => notificationTexts(page), poll).toEqual([capped])
  await takePictures(page, 'pause-capped')
  await checkStatusBar(page, 'web: 1 crash')
  expect(await readWeb(folder)).toMatchObject({ hangs: 1 })
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkStatusBar(page, 'web: 2 crashes')
  expect(await under.probe.ask<string[]>('sessions')).toEqual([])
})

test('when the editor dies at a breakpoint, the watchdog wakes by itself', async () => {
  const { folder, page } = await openProgram('editor-dies')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await under.probe.ask('breakpoint', { file: join(folder, 'web.js'), line: tickLine })
  await runCommand(page, 'Crash-Only: Attach Debugger')
  await checkStandsStill(page)
  process.kill(await under.probe.ask<number>('pid'), 'SIGKILL')
  const events = async (): Promise<string> => crashOnly({ cwd: folder, env: under.env }, 'events', '--json')
  await expect.poll(events, poll).toContain('the pause is over')
  await reloadWindow(page)
  await checkStatusBar(page, /^web(?: up|: \d crash(?:es)?)$/u)
})

test('launch.json starts the project and attaches; ending the debugging ends nothing else', async () => {
  const { folder, page } = await openProgram('launched')
  await checkStatusBar(page, 'launched stopped')
  expect(await under.probe.ask('debug', { configuration: { type: 'crash-only', request: 'attach', name: 'web, debugged', program: 'web' } })).toBe(true)
  await expect.poll(async () => under.probe.ask<string[]>('sessions'), poll).toEqual([expect.stringMatching(/web/u)])
  const before = await readWeb(folder)
  await disconnect()
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, state: 'up', crashes: 0 })
})

test('launch.json starts the program that it names, also while another one runs, and says which there are', async () => {
  const names = ['web', 'worker', 'third']
  const processes = Object.fromEntries(names.map((name) => [name, { command: `node ${name}.js` }]))
  const folder = await under.makeProject('one-stopped', {
    ...Object.fromEntries(names.map((name) => [`${name}.js`, programText])), 'crash-only.json': { processes },
  })
  folderOfTest = folder
  const page = opened = await under.openWindow({ folder })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, '3/3 up')
  for (const name of ['worker', 'third']) await crashOnly({ cwd: folder, env: under.env }, 'stop', name)
  await checkStatusBar(page, '1/3 up')
  const before = await readWeb(folder)
  const attach = { type: 'crash-only', request: 'attach', name: 'worker, debugged' }
  expect(await under.probe.ask('debug', { configuration: { ...attach, program: 'worker' } })).toBe(true)
  await expect.poll(async () => under.probe.ask<string[]>('sessions'), poll).toEqual([expect.stringMatching(/worker/u)])
  await checkStatusBar(page, '2/3 up')
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, crashes: 0 })
  expect(await notificationTexts(page)).toEqual([])

  await under.probe.ask('debug', { configuration: { ...attach, program: 'wroker' } })
  await expect.poll(async () => notificationTexts(page), poll)
    .toEqual(['launch.json: no program is called wroker (there is: web, worker, third).'])
  await runCommand(page, 'Notifications: Clear All Notifications')
  await under.probe.ask('debug', { configuration: { ...attach, program: ['web'] } })
  await expect.poll(async () => notificationTexts(page), poll)
    .toEqual(['launch.json: "program" is the name of a program, as a text, not ["web"].'])
})

test('two programs stand at their breakpoints at once: each listens for a debugger at a port of its own', async () => {
  const names = ['web', 'worker']
  const processes = Object.fromEntries(names.map((name) => [name, { command: `node ${name}.js` }]))
  const files = Object.fromEntries(names.map((name) => [`${name}.js`, programText]))
  folderOfTest = await under.makeProject('two', { ...files, 'crash-only.json': { processes } })
  opened = await under.openWindow({ folder: folderOfTest })
  await checkStatusBar(opened, 'two stopped')
  await runCommand(opened, 'Crash-Only: Start')
  await checkStatusBar(opened, '2/2 up')
  for (const [index, name] of names.entries()) {
    await under.probe.ask('breakpoint', { file: join(folderOfTest, `${name}.js`), line: tickLine })
    await runCommandAndChoose(opened, 'Crash-Only: Attach Debugger', name)
    const statesOf = async (): Promise<string[]> => (await readStatus({ cwd: folderOfTest, env: under.env })).map(({ state }) => state)
    await expect.poll(statesOf, poll).toEqual(names.map((_, other) => other <= index ? 'paused' : 'up'))
  }
  expect(await under.probe.ask<string[]>('sessions')).toEqual(names.map((name) => expect.stringContaining(name) as unknown))
  // Both stand still: none of the two debuggers has found the other's program.
  const beatAges = async (): Promise<number[]> => {
    const status = await readStatus({ cwd: folderOfTest, env: under.env })
    return status.map(({ heartbeat }) => heartbeat?.ageMs ?? 0)
  }
  await expect.poll(async () => Math.min(...(await beatAges())), poll).toBeGreaterThan(3_000)
})

/** The editor's own Disconnect. */
async function disconnect(): Promise<void> {
  await under.probe.ask('command', { command: 'workbench.action.debug.disconnect' })
  await expect.poll(async () => under.probe.ask<string[]>('sessions'), poll).toEqual([])
}

/** The editor shows the line and takes the focus for it, which closes a list that is open: only then one is opened. */
async function checkStandsStill(page: Page): Promise<void> {
  await checkStatusBar(page, 'web: watchdog paused')
  await page.locator('.monaco-editor.focused .debug-top-stack-frame-line').first().waitFor({ timeout: poll.timeout })
}

/** It is another process, has crashed once, and stands at the breakpoint again. */
async function checkAttachedAgain(folder: string, page: Page, before: ProcessStatus): Promise<void> {
  await expect.poll(async () => readWeb(folder), poll).toMatchObject({ crashes: 1, state: 'paused' })
  const { pid } = await readWeb(folder)
  expect(pid).not.toBe(before.pid)
  await checkStatusBar(page, 'web: watchdog paused')
  expect(await under.probe.ask<string[]>('sessions')).toEqual([expect.stringContaining(`[${pid ?? 0}]`)])
}

async function lastExit(folder: string): Promise<string> {
  const events = await crashOnly({ cwd: folder, env: under.env }, 'events')
  return events.split('\n').findLast((line) => line.includes('web: died')) ?? ''
}

async function openProgram(name: string, files: Readonly<Record<string, unknown>> = {}): Promise<{ folder: string; page: Page }> {
  const folder = await under.makeProject(name, {
    ...files,
    'web.js': programText,
    'crash-only.json': { processes: { web: { command: 'node web.js', heartbeat: { staleAfterMs: 2_000 } } } },
  })
  folderOfTest = folder
  opened = await under.openWindow({ folder })
  return { folder, page: opened }
}

/** Starts the program and has it stand at a breakpoint. Gives what it was before. */
async function startAndStandStill(folder: string, page: Page): Promise<Awaited<ReturnType<typeof readWeb>>> {
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  const before = await readWeb(folder)
  await under.probe.ask('breakpoint', { file: join(folder, 'web.js'), line: tickLine })
  await runCommand(page, 'Crash-Only: Attach Debugger')
  await checkStandsStill(page)
  return before
}

async function goOn(): Promise<void> {
  const [threadId = 0] = await under.probe.ask<number[]>('threads')
  await under.probe.ask('debugRequest', { command: 'continue', args: { threadId } })
}

async function readWeb(folder: string): Promise<ProcessStatus> {
  return readProgram({ cwd: folder, env: under.env }, 'web')
}
