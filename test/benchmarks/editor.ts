import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Browser, Page } from 'playwright-core'

import { packageExtension } from '../../extension/package.ts'
import { launchBrowser } from '../helpers/editor/browser.ts'
import { installEditor } from '../helpers/editor/install-editor.ts'
import { packProbe, type Probe, probeIn } from '../helpers/editor/probe.ts'
import { startEditor } from '../helpers/editor/start-editor.ts'
import { openWindow, runCommand, statusBarItem } from '../helpers/editor/window.ts'
import { eventually } from '../helpers/eventually.ts'
import { summary, table } from './table.ts'

const rounds = 5
const idleMs = 20_000
const megabyte = 1_000_000

interface Cost {
  readonly heapMb: number
  readonly cpuPercent: number
}

/** What the extension costs its editor: to activate, in memory, and while nothing runs; beside the same editor without it. */
export async function measureEditor(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'co-editor-'))
  const browser = await launchBrowser(() => undefined)
  try {
    const extension = await packageExtension()
    const probe = await packProbe(join(home, 'packed'))
    const activations: number[] = []
    const [ours, without]: [Cost[], Cost[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await inEditor(home, browser, [extension, probe], async (page) => { activations.push(await activationMs(page)) }))
      without.push(await inEditor(home, browser, [probe], () => Promise.resolve()))
    }
    return `${table(['the extension in its editor', 'median', 'slowest or most', 'n'], [
      ['activation (ms)', ...figures(activations)],
      ['heap of the extension host, with (MB)', ...figures(ours.map(({ heapMb }) => heapMb))],
      ['heap of the extension host, without (MB)', ...figures(without.map(({ heapMb }) => heapMb))],
      ['CPU of the extension host, nothing runs, with (% of a core)', ...figures(ours.map(({ cpuPercent }) => cpuPercent))],
      ['CPU of the extension host, nothing runs, without (% of a core)', ...figures(without.map(({ cpuPercent }) => cpuPercent))],
    ])}\n${await sizes(extension)}`
  } finally {
    await browser.close()
    await rm(home, { recursive: true, force: true })
  }
}

async function inEditor(home: string, browser: Browser, extensions: readonly string[], look: (page: Page) => Promise<void>): Promise<Cost> {
  const folder = await mkdtemp(join(home, 'round-'))
  const project = join(folder, 'project')
  const sockets = join(folder, 'probe')
  for (const each of [project, sockets]) await mkdir(each)
  await writeFile(join(project, 'crash-only.json'), '{ "processes": { "web": { "command": "sleep 1000" } } }')
  const environment = { XDG_STATE_HOME: join(folder, 'state'), XDG_RUNTIME_DIR: folder, CRASH_ONLY_PROBE: sockets }
  const editor = await startEditor({ place: await installEditor(() => undefined), extensions, trust: 'every-folder', environment })
  try {
    const page = await openWindow(browser, editor, { folder: project })
    const probe = probeIn(sockets)
    if (extensions.length > 1) await statusBarItem(page, 'crashOnly.status').waitFor()
    await look(page)
    const cost = await idleCost(probe)
    await page.context().close()
    return cost
  } finally {
    await editor.stop()
  }
}

async function idleCost(probe: Probe): Promise<Cost> {
  await delay(idleMs) // what every window does at first is not meant
  const before = await probe.ask<NodeJS.CpuUsage>('cpu')
  await delay(idleMs)
  const after = await probe.ask<NodeJS.CpuUsage>('cpu')
  const { heapUsed } = await probe.ask<NodeJS.MemoryUsage>('memory')
  const usedMs = (after.user + after.system - before.user - before.system) / 1_000
  return { heapMb: heapUsed / megabyte, cpuPercent: (usedMs / idleMs) * 100 }
}

/** As the editor itself counts it: loading the bundle, and `activate`. */
async function activationMs(page: Page): Promise<number> {
  await runCommand(page, 'Developer: Show Running Extensions')
  return eventually('the editor tells how long it took', async () => {
    const rows = await page.locator('.runtime-extensions-editor .monaco-list-row').allInnerTexts()
    const [, ms] = /(\d+)\s?ms/u.exec(rows.find((row) => row.includes('Crash-Only')) ?? '') ?? []
    return ms === undefined ? undefined : Number(ms)
  })
}

async function sizes(vsix: string): Promise<string> {
  const dist = join(import.meta.dirname, '../../extension/dist')
  const page = join(dist, 'dashboard/page.js')
  const files = { 'extension.cjs': join(dist, 'extension.cjs'), 'the page of the dashboard': page, 'the whole .vsix': vsix }
  const kilobytes = async (file: string): Promise<string> => String(Math.round((await stat(file)).size / 1_000))
  const rows = await Promise.all(Object.entries(files).map(async ([name, file]) => [name, await kilobytes(file)]))
  return table(['size', 'KB'], rows)
}

function figures(values: readonly number[]): string[] {
  const tenths = values.map((value) => value * 10)
  const [median = ''] = summary(tenths).cells
  return [String(Number(median) / 10), String(Math.round(Math.max(...tenths)) / 10), String(values.length)]
}
