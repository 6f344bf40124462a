import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'

import { chooseRow, runCommand } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'

const under = editorOfThisFile({ trust: 'every-folder' })

test('the walkthrough completes itself: each step is done when what it asks for is so', async () => {
  const folder = await under.makeProject('first', { 'crash-only.json': { processes: { web: { command: 'sleep 1000' } } } })
  const page = await under.openWindow({ folder })
  await checkStatusBar(page, 'first stopped')
  await runCommand(page, 'Welcome: Open Walkthrough...')
  await chooseRow(page, 'Make sure your program survives a crash')
  await runCommand(page, 'Crash-Only: Start')
  await checkDone(page, ['choose', 'start'])
  await runCommand(page, 'Crash-Only: Crash Now')
  await checkDone(page, ['choose', 'start', 'crash'])
  await takePictures(page, 'walkthrough')
  await runCommand(page, 'Crash-Only: Open Dashboard')
  await runCommand(page, 'Welcome: Open Walkthrough...')
  await chooseRow(page, 'Make sure your program survives a crash')
  await checkDone(page, ['choose', 'start', 'crash', 'dashboard'])
})

async function checkDone(page: Page, steps: readonly string[]): Promise<void> {
  const done = page.locator('.getting-started-step[aria-checked=true]')
  const ids = async (): Promise<(string | undefined)[]> => {
    const whole = await Promise.all((await done.all()).map(async (step) => step.getAttribute('data-step-id')))
    return whole.map((id) => id?.split('#').at(-1))
  }
  await expect.poll(ids, { timeout: 60_000 }).toEqual(steps)
}
