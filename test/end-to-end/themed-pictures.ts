import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { chooseRow, runCommand } from '../helpers/editor/window.ts'
import { repository } from './command-line.ts'

/** Each main state is looked at in all of them: their names in the list, and the class that each gives the window. */
const themes = [
  { name: 'dark', label: 'Dark Modern', base: 'vs-dark' },
  { name: 'light', label: 'Light Modern', base: 'vs' },
  { name: 'high-contrast', label: 'Dark High Contrast', base: 'hc-black' },
] as const

/** Pictures of a state in every theme. With `CRASH_ONLY_PICTURES=folder` they are kept there, to be looked at. */
export async function takePictures(page: Page, state: string): Promise<void> {
  const folder = await picturesFolder()
  for (const { name, label, base } of themes) {
    await runCommand(page, 'Preferences: Color Theme')
    await page.locator('.quick-input-widget .quick-input-box input').fill(label)
    await chooseRow(page, label)
    await expect.poll(async () => (await page.locator('.monaco-workbench').first().getAttribute('class'))?.split(' '), { timeout: 30_000 })
      .toContain(base)
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' })
    await page.screenshot({ path: join(folder, `${state}-${name}.png`) })
  }
}

/** A picture of the README changes only when somebody wants it to: every one differs by a pid. */
export async function publishedPicture(file: string): Promise<string> {
  if (process.env['CRASH_ONLY_UPDATE_SCREENSHOT'] !== undefined) return join(repository, 'docs', file)
  return join(await picturesFolder(), file)
}

async function picturesFolder(): Promise<string> {
  const kept = process.env['CRASH_ONLY_PICTURES']
  if (kept === undefined) return mkdtemp(join(tmpdir(), 'crash-only-pictures-'))
  await mkdir(kept, { recursive: true })
  return kept
}
