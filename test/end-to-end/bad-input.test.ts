import { chown, mkdir, readFile, realpath, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { findProjectPaths } from '../../extension/supervision/src/state/find-project-paths.ts'
import { plainSpec } from '../../extension/supervision/src/state/project.ts'
import type { ProjectPaths } from '../../extension/supervision/src/state/project-paths.ts'
import { answerNotification, notificationTexts, openViewContainer, problemRows, reloadWindow, runCommand } from '../helpers/editor/window.ts'
import { readProgram } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePicture, takePictures } from './pictures.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

const poll = { timeout: 60_000, interval: 100 }
const idle = 'setInterval(() => {}, 1000)\n'

test('a configuration saved with a mistake that only who runs it can know: an entry at its line and no message; what runs goes on; put right, the entry is gone', async () => {
  const { folder, page, pid } = await openRunning('refused')
  const config = join(folder, 'crash-only.json')
  const valid = await readFile(config, 'utf8')
  await writeDurably(config, valid.replace('node web.js', 'nodee web.js'))
  const rows = (await problemRows(page)).filter({ hasText: 'nodee' })
  await expect.poll(async () => (await rows.allInnerTexts()).join('\n'), poll).toMatch(/process "web": command "nodee" was not found in PATH.*what runs goes on[^]*Ln 4\b/u)
  const underlined = page.locator('.squiggly-error').first()
  // Not the blanks before it.
  await expect.poll(() => underlined.getAttribute('style'), poll).toMatch(/left:\s*[1-9]/u)
  await takePictures(page, 'refused-configuration')
  await reloadWindow(page)
  await problemRows(page)
  await expect.poll(async () => rows.count(), poll).toBe(1)
  await writeDurably(config, valid)
  await expect.poll(async () => rows.count(), poll).toBe(0)
  await checkStatusBar(page, 'web up')
  expect(await readProgram({ cwd: folder, env: under.env }, 'web')).toMatchObject({ pid, crashes: 0 })
  expect(await ownNotifications(page)).toEqual([])
})

test('a folder that was deleted under a running project: that is said, and Stop works, from the message and from the palette, also after a reload', async () => {
  for (const way of ['by the message', 'after a reload'] as const) {
    const name = way.replaceAll(' ', '-')
    const { folder, page, pid } = await openRunning(name)
    await rm(folder, { recursive: true })
    await checkStatusBar(page, `${name}: folder is gone`)
    if (way === 'by the message') {
      await runCommand(page, 'Crash-Only: Crash Now')
      const line = `The folder ${folder} is gone. What was started in it runs on until you stop it.`
      await expect.poll(async () => notificationTexts(page), poll).toContain(line)
      await takePicture(page, 'folder-gone')
      await answerNotification(page, 'Stop')
    } else {
      await reloadWindow(page)
      await checkStatusBar(page, `${name}: folder is gone`)
      await runCommand(page, 'Crash-Only: Stop')
    }
    await expect.poll(() => isRunning(pid), poll).toBe(false)
    await checkStatusBar(page, 'web stopped')
    await page.context().close()
  }
})

test('a supervision of another version: said once, shown as nothing of ours, and never overwritten; when it has ended, the project is ours to start', async () => {
  const { folder, paths } = await makeStopped('newer')
  const left = JSON.stringify({ v: 2, wish: 'run', programs: { web: {} } })
  await writeDurably(paths.project, left)
  const other = await serveAs(paths, { id: null, ok: false, error: 'not a request of version 2' })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'Crash-Only: another version')
  await openViewContainer(page, 'Crash-Only')
  await page.getByText('Somebody else has this project').waitFor({ timeout: 60_000 })
  await takePictures(page, 'other-version')
  expect(await ownNotifications(page)).toEqual([])

  await runCommand(page, 'Crash-Only: Start')
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain('another version of crash-only supervises')
  expect(await readFile(paths.project, 'utf8')).toBe(left)
  expect(new Set(other.asked)).toEqual(new Set(['roles']))

  await writeDurably(paths.project, JSON.stringify({ v: 2, wish: 'ended' }))
  await other.end()
  await checkStatusBar(page, 'newer stopped')
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
})

test.skipIf(process.getuid?.() !== 0)('a runtime folder of another user: said, and nothing in it is believed, nor asked, nor written', async () => {
  const { folder, paths } = await makeStopped('planted')
  const processes = [plainSpec({ name: 'web', command: 'node web.js', cwd: folder })]
  const planted = JSON.stringify({ v: 1, folder, wish: 'run', source: 'crash-only.json', processes, caches: [], escalation: [], stopped: [] })
  await writeDurably(paths.project, planted)
  const other = await serveAs(paths, { id: '1', ok: true, version: 1, restarterPid: process.pid, watchdogPid: process.pid, processes: [] })
  for (const path of [paths.runtime, paths.project, join(paths.runtime, 'control.sock')]) await chown(path, 1234, 1234)
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'Crash-Only: folder of another user')
  await takePicture(page, 'folder-of-another-user')
  await runCommand(page, 'Crash-Only: Start')
  await expect.poll(async () => (await notificationTexts(page)).join('\n'), poll).toContain('belongs to user id 1234')
  await checkStatusBar(page, 'Crash-Only: folder of another user')
  expect(other.asked).toEqual([])
  expect(await readFile(paths.project, 'utf8')).toBe(planted)

  await other.end()
  await rm(paths.runtime, { recursive: true })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
})

async function makeStopped(name: string): Promise<{ readonly folder: string; readonly paths: ProjectPaths }> {
  const folder = await under.makeProject(name, {
    'web.js': idle,
    'crash-only.json': { processes: { web: { command: 'node web.js' } } },
  })
  const paths = findProjectPaths(await realpath(folder), under.env)
  await mkdir(paths.runtime, { recursive: true, mode: 0o700 })
  return { folder, paths }
}

async function openRunning(name: string): Promise<{ readonly folder: string; readonly page: Page; readonly pid: number }> {
  const { folder } = await makeStopped(name)
  const page = await under.openWindow({ folder, file: 'crash-only.json:1' })
  await checkStatusBar(page, `${name} stopped`)
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  const { pid } = await readProgram({ cwd: folder, env: under.env }, 'web')
  return { folder, page, pid: pid ?? 0 }
}

/** Somebody who answers in the place of the restarter, and keeps what was asked. */
async function serveAs({ runtime }: ProjectPaths, reply: object): Promise<{ readonly asked: string[]; readonly end: () => Promise<void> }> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      for (const line of String(chunk).trim().split('\n')) {
        asked.push((JSON.parse(line) as { readonly do: string }).do)
        socket.write(`${JSON.stringify(reply)}\n`)
      }
    })
  })
  await new Promise<void>((resolve) => { server.listen(join(runtime, 'control.sock'), resolve) })
  const end = async (): Promise<void> => {
    const closed = new Promise((resolve) => { server.close(resolve) })
    for (const socket of sockets) socket.destroy()
    await closed
  }
  onTestFinished(() => { server.close() })
  return { asked, end }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // gone
  }
}

async function ownNotifications(page: Page): Promise<string[]> {
  return (await notificationTexts(page)).filter((text) => /crash-only/iu.test(text))
}
