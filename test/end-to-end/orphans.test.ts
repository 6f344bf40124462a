import { readFile, readlink } from 'node:fs/promises'

import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'

import { killGroup } from '../../extension/supervision/src/platform/process-identity.ts'
import { editorLeaseMs } from '../../extension/supervision/src/state/lease.ts'
import { notificationTexts, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { pidsWith } from '../helpers/pids-with.ts'
import { type CommandPlace, crashOnly, type ProcessStatus, readProgram } from './command-line.ts'
import { editorOfThisFile, type EditorUnderTest, openEditorUnderTest } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'

const poll = { timeout: 120_000, interval: 250 }

const under = editorOfThisFile({ trust: 'every-folder' })

test('kill -9 of the extension host stops nothing; the next one shows the same program, and that nothing was lost', async () => {
  const { place, page } = await openAndCrashOnce(under, 'survives')
  const before = await readWeb(place)
  process.kill(await under.probe.ask<number>('pid'), 'SIGKILL')
  await reloadWindow(page)
  await checkStatusBar(page, 'web: 1 crash')
  expect(await readWeb(place)).toMatchObject({ pid: before.pid, state: 'up', crashes: 1 })
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkStatusBar(page, 'web: 2 crashes')
  expect((await notificationTexts(page)).filter((text) => text.includes('Crash-Only'))).toEqual([])
})

// Each takes half a minute of waiting, and they do not touch each other: so they wait together.
test('a window that is closed, and an editor that is killed with all that it has started, take their project along half a minute later, and nothing of it is left; where the user wants it to, it outlives the editor, guarded as before', async () => {
  const closed = await openAndCrashOnce(under, 'closed')
  await closed.page.context().close()

  const other = await openEditorUnderTest({ trust: 'every-folder' })
  onTestFinished(other.close)
  const killed = await openAndCrashOnce(other, 'killed')
  const kept = await openAndCrashOnce(other, 'kept', { 'crashOnly.onEditorExit': 'keep' })
  const before = await readWeb(kept.place)
  killGroup(other.editor.pid)
  const diedMono = performance.now()
  expect(await readWeb(killed.place)).toMatchObject({ state: 'up' })

  for (const { place } of [closed, killed]) {
    await expect.poll(async () => (await ownProcesses(place)).length, poll).toBe(0)
    expect(await readWeb(place)).toMatchObject({ state: 'stopped', crashes: 1 })
  }
  // By then every lease of the killed one has run out.
  await expect.poll(() => performance.now() - diedMono, poll).toBeGreaterThan(editorLeaseMs + 5_000)
  expect((await ownProcesses(kept.place)).length).toBeGreaterThan(2)
  expect(await readWeb(kept.place)).toMatchObject({ pid: before.pid, state: 'up', crashes: 1 })
  await crashOnly(kept.place, 'crash-now', 'web')
  expect(await readWeb(kept.place)).toMatchObject({ state: 'up', crashes: 2 })
})

async function openAndCrashOnce(
  { makeProject, openWindow, env }: EditorUnderTest, name: string, settings: Readonly<Record<string, unknown>> = {},
): Promise<{ place: CommandPlace; page: Page }> {
  const folder = await makeProject(name, {
    'web.js': 'setInterval(() => {}, 1000)',
    'crash-only.json': { processes: { web: { command: 'node web.js' } } },
    '.vscode/settings.json': { 'crashOnly.autoStart': true, ...settings },
  })
  const place = { cwd: folder, env }
  const page = await openWindow({ folder })
  await checkStatusBar(page, 'web up')
  await crashOnly(place, 'crash-now', 'web')
  await checkStatusBar(page, 'web: 1 crash')
  return { place, page }
}

async function readWeb(place: CommandPlace): Promise<ProcessStatus> {
  return readProgram(place, 'web')
}

/** All that runs for the project: the roles, the program, its spare. The editor itself is none of it. */
async function ownProcesses({ cwd, env }: CommandPlace): Promise<string[]> {
  const pids = await pidsWith((variable) => variable === `XDG_RUNTIME_DIR=${env['XDG_RUNTIME_DIR'] ?? ''}`)
  const all = await Promise.all(pids.map(async (pid) => ({
    command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    folder: await readlink(`/proc/${pid}/cwd`).catch(() => ''),
  })))
  const isOwn = ({ command, folder }: { command: string; folder: string }): boolean => command.includes(`\0${cwd}\0`) || folder === cwd
  return all.filter(isOwn).map(({ command }) => command).filter((command) => /restarter|watchdog|checker|web\.js|gate/u.test(command))
}
