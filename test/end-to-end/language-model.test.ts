import { expect, test } from 'vitest'

import { runCommand } from '../helpers/editor/window.ts'
import { crashOnly } from './command-line.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'

const under = editorOfThisFile({ trust: 'every-folder', settings: { 'chat.disableAIFeatures': false } })

test('a language model can see what runs and why it crashed, and crash it only when the user agrees', async () => {
  const folder = await under.makeProject('asked', {
    'web.js': 'setTimeout(() => {}, 1e9)',
    'crash-only.json': { processes: { web: { command: 'node web.js' } } },
  })
  const page = await under.openWindow({ folder })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  expect((await under.probe.ask<string[]>('tools')).sort()).toEqual(['crashonly_crashNow', 'crashonly_recentCrashes', 'crashonly_status'])
  expect(await tool('crashonly_status', {})).toMatchObject([{ guardedBy: 'guarded', programs: [{ name: 'web', state: 'up', crashes: 0 }] }])

  const asked = tool('crashonly_crashNow', { program: 'web', how: 'kill' })
  const dialog = page.locator('.monaco-dialog-box')
  await dialog.getByText('Crash web now?').waitFor({ timeout: 60_000 })
  expect(await crashes(folder)).toBe(0)
  await dialog.locator('.monaco-button').filter({ hasNotText: /cancel/iu }).first().click()
  expect(await asked).toEqual({ crashed: 'web', how: 'kill', isBackUp: true })
  await checkStatusBar(page, 'web: 1 crash')
  expect(await tool('crashonly_recentCrashes', { limit: 1 })).toMatchObject([{ folder, program: 'web', kind: 'crash', signal: 'SIGKILL' }])

  const refused = tool('crashonly_crashNow', {}).catch((error: unknown) => String(error))
  await dialog.getByText('Crash web now?').waitFor({ timeout: 60_000 })
  await page.keyboard.press('Escape')
  expect(await refused).toMatch(/cancel/iu)
  await expect(tool('crashonly_crashNow', { program: 'wep' })).rejects.toThrow('no program is called "wep" (there is: web)')
  expect(await crashes(folder)).toBe(1)
})

async function tool(name: string, input: object): Promise<unknown> {
  return JSON.parse(await under.probe.ask<string>('invokeTool', { name, input })) as unknown
}

async function crashes(folder: string): Promise<number> {
  const status = JSON.parse(await crashOnly({ cwd: folder, env: under.env }, 'status', '--json')) as { processes: [{ crashes: number }] }
  return status.processes[0].crashes
}
