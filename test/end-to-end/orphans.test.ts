import { readFile } from 'node:fs/promises'

import type { Page } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'

import { killGroup } from '../../extension/supervision/src/platform/process-identity.ts'
import { editorLeaseMs } from '../../extension/supervision/src/state/lease.ts'
import { notificationTexts, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { pidsWith } from '../helpers/pids-with.ts'
import { crashOnly, type ProcessStatus, readStatus } from './command-line.ts'
import { type EditorUnderTest, openEditorUnderTest } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'

const poll = { timeout: 120_000, interval: 250 }

let under: EditorUnderTest

afterEach(async () => {
  await under.close()
})

test('kill -9 of the extension host stops nothing; the next one shows the same program, and that nothing was lost', async () => {
  const { folder, page } = await openAndCrashOnce()
  const before = await readWeb(folder)
  process.kill(await under.probe.ask<number>('pid'), 'SIGKILL')
  await reloadWindow(page)
  await checkStatusBar(page, 'web: 1 crash')
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, state: 'up', crashes: 1 })
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkStatusBar(page, 'web: 2 crashes')
  expect((await notificationTexts(page)).filter((text) => text.includes('Crash-Only'))).toEqual([])
})

test('a window that is closed takes its project along half a minute later, and nothing of it is left', async () => {
  const { folder, page } = await openAndCrashOnce()
  await page.context().close()
  await expect.poll(async () => (await ownProcesses()).length, poll).toBe(0)
  expect(await readWeb(folder)).toMatchObject({ state: 'stopped', crashes: 1 })
})

test('kill -9 of the editor, with all that it has started, leaves nothing half a minute later', async () => {
  const { folder } = await openAndCrashOnce()
  killGroup(under.editor.pid)
  expect(await readWeb(folder)).toMatchObject({ state: 'up' })
  await expect.poll(async () => (await ownProcesses()).length, poll).toBe(0)
  expect(await readWeb(folder)).toMatchObject({ state: 'stopped', crashes: 1 })
})

test('where the user wants it to, the project outlives the editor, guarded as before', async () => {
  const { folder } = await openAndCrashOnce({ 'crashOnly.onEditorExit': 'keep' })
  const before = await readWeb(folder)
  killGroup(under.editor.pid)
  const diedMono = performance.now()
  // By then every lease of it has run out.
  await expect.poll(() => performance.now() - diedMono, poll).toBeGreaterThan(editorLeaseMs + 5_000)
  expect(await readWeb(folder)).toMatchObject({ pid: before.pid, state: 'up', crashes: 1 })
  await crashOnly({ cwd: folder, env: under.env }, 'crash-now', 'web')
  expect(await readWeb(folder)).toMatchObject({ state: 'up', crashes: 2 })
})

async function openAndCrashOnce(settings: Readonly<Record<string, unknown>> = {}): Promise<{ folder: string; page: Page }> {
  under = await openEditorUnderTest({ trust: 'every-folder', settings })
  const folder = await under.makeProject('orphan', {
    'web.js': 'setInterval(() => {}, 1000)',
    'crash-only.json': { processes: { web: { command: 'node web.js' } } },
  })
  const page = await under.openWindow({ folder })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkStatusBar(page, 'web: 1 crash')
  return { folder, page }
}

async function readWeb(folder: string): Promise<ProcessStatus> {
  const [web] = await readStatus({ cwd: folder, env: under.env })
  if (web === undefined) throw new Error('status names no process')
  return web
}

/** All that runs for the project: the roles, the program, its spare. The editor itself is none of it. */
async function ownProcesses(): Promise<string[]> {
  const pids = await pidsWith((variable) => variable === `XDG_RUNTIME_DIR=${under.env['XDG_RUNTIME_DIR'] ?? ''}`)
  const lines = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => /restarter|watchdog|checker|web\.js|gate/u.test(line))
}
