import { readFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { notificationTexts, runCommand } from '../helpers/editor/window.ts'
import { checkStatusBar } from './expectations.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { crashOnly } from './command-line.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

// A character device that nothing happens to. What a watchdog device does is tried in virtual machines.
const device = '/dev/zero'

test('a folder that names a device in its settings, though it is trusted, gets none opened, and none asked for', async () => {
  const settings = { 'crashOnly.watchdogDevice': device, 'crashOnly.watchdogTimeout': 3 }
  const folder = await under.makeProject('hostile', {
    'program.cjs': 'setInterval(() => {}, 1000)\n',
    'crash-only.json': { processes: { web: { command: 'node program.cjs', critical: true } } },
    '.vscode/settings.json': settings,
    'hostile.code-workspace': { folders: [{ path: '.' }], settings },
  })
  const page = await under.openWindow({ folder })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await runCommand(page, 'Crash-Only: Arm Watchdog Device…')
  await expect.poll(async () => (await notificationTexts(page)).join(), { timeout: 60_000 }).toContain('No watchdog device is set for this machine')
  const status = await crashOnly({ cwd: folder, env: under.env }, 'status', '--json')
  expect(JSON.parse(status)).toMatchObject({ supervision: { relay: null } })
  expect(await readFile(`${folder}/.vscode/settings.json`, 'utf8')).toContain(device)
})
