import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'

import { crashOnly } from '../../end-to-end/command-line.ts'
import { editorEnvironment } from '../../helpers/editor/editor-environment.ts'
import type { EditorPlace } from '../../helpers/editor/editor-place.ts'
import { type Probe, probeIn } from '../../helpers/editor/probe.ts'
import { startEditor } from '../../helpers/editor/start-editor.ts'
import { openWindow, runCommand, statusBarItem } from '../../helpers/editor/window.ts'
import { eventually } from '../../helpers/eventually.ts'
import { findServers } from '../../helpers/lint-server/find-servers.ts'

const deadlineMs = 60_000

/** A window of a new editor in which nobody works. */
export interface MeasuredWindow {
  readonly page: Page
  readonly probe: Probe
  readonly env: NodeJS.ProcessEnv
  readonly close: () => Promise<void>
}

export interface MeasuredEditor {
  readonly home: string
  readonly browser: Browser
  readonly place: EditorPlace
  /** The probe, and ours before it. */
  readonly extensions: readonly string[]
}

/** With a file open that our rules say something of. */
export async function openMeasured({ home, browser, place, extensions }: MeasuredEditor): Promise<MeasuredWindow> {
  const { project, env, probe } = await makeProject(home)
  const editor = await startEditor({ place, extensions, trust: 'every-folder', environment: env })
  const page = await openWindow(browser, editor, { folder: project, file: 'web.js:1' })
  const close = async (): Promise<void> => {
    await page.context().close()
    await crashOnly({ cwd: project, env }, 'stop')
    await editor.stop()
  }
  return { page, probe, env, close }
}

async function makeProject(home: string): Promise<{ project: string; env: NodeJS.ProcessEnv; probe: Probe }> {
  const folder = await mkdtemp(join(home, 'r-'))
  const inFolder = async (name: string): Promise<string> => {
    await mkdir(join(folder, name), { mode: 0o700 })
    return join(folder, name)
  }
  const project = await inFolder('project')
  const probe = await inFolder('probe')
  const state = { XDG_STATE_HOME: await inFolder('state'), XDG_RUNTIME_DIR: await inFolder('run') }
  const config = { processes: { web: { command: ['node', 'web.js'] } } }
  await writeFile(join(project, 'crash-only.json'), JSON.stringify(config), { flag: 'wx' })
  const program = `process.on('SIGTERM', () => { save(); process.exit() })\nsetInterval(() => {}, 1000)\n`
  await writeFile(join(project, 'web.js'), program, { flag: 'wx' })
  const env = editorEnvironment({ ...state, CRASH_ONLY_PROBE: probe })
  return { project, env, probe: probeIn(probe) }
}

/** Resolves when our extension shows what it has to show: how long it took to activate. */
export async function untilBegun({ page, env }: MeasuredWindow): Promise<number> {
  await statusBarItem(page, 'crashOnly.status').waitFor({ timeout: deadlineMs })
  await page.locator('.squiggly-warning').first().waitFor({ state: 'attached', timeout: deadlineMs })
  await eventually('the language server runs', async () => (await findServers(env)).length === 1, deadlineMs)
  return activationMs(page)
}

/** As the editor itself counts it: loading the bundle, and `activate`. */
async function activationMs(page: Page): Promise<number> {
  await runCommand(page, 'Developer: Show Running Extensions')
  await page.locator('.runtime-extensions-editor .monaco-list-row').first().click({ timeout: deadlineMs })
  const ms = await eventually('the editor tells how long it took', async () => {
    const rows = await page.locator('.runtime-extensions-editor .monaco-list-row').allInnerTexts()
    const [, shown] = /(\d+)\s?ms/u.exec(rows.find((row) => row.includes('Crash-Only')) ?? '') ?? []
    if (shown !== undefined) return Number(shown)
    await page.keyboard.press('PageDown') // it draws what is seen, the slowest first
    return undefined
  }, deadlineMs)
  await runCommand(page, 'View: Close Editor')
  return ms
}

export async function startProgram({ page }: MeasuredWindow): Promise<void> {
  await runCommand(page, 'Crash-Only: Start')
  await statusBarItem(page, 'crashOnly.status').filter({ hasText: 'web up' }).waitFor({ timeout: deadlineMs })
}
