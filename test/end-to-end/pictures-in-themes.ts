import { access, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { repository } from './command-line.ts'

const themes = [
  { name: 'dark', theme: 'Default Dark Modern', workbench: 'vs-dark' },
  { name: 'light', theme: 'Default Light Modern', workbench: 'vs' },
  { name: 'high-contrast', theme: 'Default High Contrast', workbench: 'hc-black' },
] as const
const themeDeadlineMs = 30_000

/** The window as it is, in each kind of theme. What the folder says of its theme stays at the last one. */
export async function takePictures(page: Page, folder: string, name: string): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'crash-only-pictures-'))
  await mkdir(join(folder, '.vscode'), { recursive: true })
  for (const { name: kind, theme, workbench } of themes) {
    await writeDurably(join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }))
    await page.locator(`.monaco-workbench.${workbench}`).first().waitFor({ timeout: themeDeadlineMs })
    await page.screenshot({ path: await pictureFile(temporary, `${name}-${kind}.png`) })
  }
}

/** Of those in the repository, and when somebody wants it: every picture differs by a pid. */
async function pictureFile(temporary: string, name: string): Promise<string> {
  const ofRepository = join(repository, 'docs/pictures', name)
  const isWanted = process.env['CRASH_ONLY_UPDATE_SCREENSHOT'] !== undefined
  return isWanted && (await isThere(ofRepository)) ? ofRepository : join(temporary, name)
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
