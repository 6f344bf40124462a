import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Browser, Page } from 'playwright-core'

import { crashOnly } from '../../end-to-end/command-line.ts'
import { editorEnvironment } from '../../helpers/editor/editor-environment.ts'
import type { EditorPlace } from '../../helpers/editor/editor-place.ts'
import { type Probe, probeIn } from '../../helpers/editor/probe.ts'
import { startEditor } from '../../helpers/editor/start-editor.ts'
import { openWindow, runCommand, statusBarItem } from '../../helpers/editor/window.ts'
import { eventually } from '../../helpers/eventually.ts'
import { findServers } from '../../helpers/lint-server/find-servers.ts'
import { cpuMs, memoryOf } from '../process-cost.ts'

const settleMs = 15_000 // what every window does at first is not meant
const idleMs = 15_000
const deadlineMs = 60_000
const bytesPerMb = 1_000_000

interface ProcessCost {
  readonly cpuPercent: number
  readonly privateMb: number
}

interface IdleCosts {
  readonly host: ProcessCost
  readonly server: ProcessCost | undefined
}

/** Of a window that nobody works in. What only our extension has is undefined without it. */
export interface WindowCosts {
  readonly activationMs: number | undefined
  readonly heapMb: number
  readonly stopped: IdleCosts
  readonly running: IdleCosts | undefined
}

export interface MeasuredEditor {
  readonly home: string
  readonly browser: Browser
  readonly place: EditorPlace
  /** The probe, and ours before it. */
  readonly extensions: readonly string[]
}

/** A new editor and one window of it, with a file open that our rules say something of. */
export async function costsOfWindow({ home, browser, place, extensions }: MeasuredEditor): Promise<WindowCosts> {
  const { project, env, probe } = await makeProject(home)
  const isOurs = extensions.length > 1
  const editor = await startEditor({ place, extensions, trust: 'every-folder', environment: env })
  try {
    const page = await openWindow(browser, editor, { folder: project, file: 'web.js:1' })
    const look = async (): Promise<IdleCosts> => idleCosts(await probe.ask<number>('pid'), env)
    const activationMs = isOurs ? await begunByOurs(page, env) : undefined
    const stopped = await look()
    const heapMb = (await probe.ask<number>('heapUsed')) / bytesPerMb
    const running = isOurs ? await whileRunning(page, look) : undefined
    await page.context().close()
    return { activationMs, heapMb, stopped, running }
  } finally {
    await crashOnly({ cwd: project, env }, 'stop')
    await editor.stop()
  }
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

/** Resolves when our extension shows what it has to show. */
async function begunByOurs(page: Page, env: NodeJS.ProcessEnv): Promise<number> {
  await statusBarItem(page, 'crashOnly.status').waitFor({ timeout: deadlineMs })
  await page.locator('.squiggly-warning').first().waitFor({ state: 'attached', timeout: deadlineMs })
  await eventually('the language server runs', async () => (await findServers(env)).length === 1, deadlineMs)
  return activationMs(page)
}

/** As the editor itself counts it: loading the bundle, and `activate`. */
async function activationMs(page: Page): Promise<number> {
  await runCommand(page, 'Developer: Show Running Extensions')
  const ms = await eventually('the editor tells how long it took', async () => {
    const rows = await page.locator('.runtime-extensions-editor .monaco-list-row').allInnerTexts()
    const [, shown] = /(\d+)\s?ms/u.exec(rows.find((row) => row.includes('Crash-Only')) ?? '') ?? []
    return shown === undefined ? undefined : Number(shown)
  }, deadlineMs)
  await runCommand(page, 'View: Close Editor')
  return ms
}

async function whileRunning(page: Page, look: () => Promise<IdleCosts>): Promise<IdleCosts> {
  await runCommand(page, 'Crash-Only: Start')
  await statusBarItem(page, 'crashOnly.status').filter({ hasText: 'web up' }).waitFor({ timeout: deadlineMs })
  return look()
}

async function idleCosts(hostPid: number, env: NodeJS.ProcessEnv): Promise<IdleCosts> {
  await delay(settleMs)
  const [serverPid] = await findServers(env)
  const pids = [hostPid, ...(serverPid === undefined ? [] : [serverPid])]
  const before = await Promise.all(pids.map(cpuMs))
  await delay(idleMs)
  const after = await Promise.all(pids.map(cpuMs))
  const [host, server] = await Promise.all(pids.map(async (pid, index) => ({
    cpuPercent: (((after[index] ?? 0) - (before[index] ?? 0)) / idleMs) * 100,
    privateMb: (await memoryOf(pid)).privateMb,
  })))
  if (host === undefined) throw new Error('bench: the extension host is gone')
  return { host, server }
}
