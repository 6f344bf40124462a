import { access, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Page } from 'playwright-core'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { repository } from './command-line.ts'

/** Each main state is looked at in all of them. The last one stays, and is what the editor has by itself. */
const themes = [
  { kind: 'light', theme: 'Default Light Modern', workbench: 'vs' },
  { kind: 'high-contrast', theme: 'Default High Contrast', workbench: 'hc-black' },
  { kind: 'dark', theme: 'Default Dark Modern', workbench: 'vs-dark' },
] as const
const themeDeadlineMs = 30_000

/** The window as it is, in each kind of theme: `<name>-dark` and so on. */
export async function takePictures(page: Page, name: string): Promise<void> {
  for (const { kind, theme, workbench } of themes) {
    await chooseTheme(page, theme)
    await page.locator(`.monaco-workbench.${workbench}`).first().waitFor({ timeout: themeDeadlineMs })
    await takePicture(page, `${name}-${kind}`)
  }
}

/**
 * A picture for people to look at. One that the documents show changes only with CRASH_ONLY_UPDATE_SCREENSHOT=1, for every picture
 * differs by a pid. All others are kept in the folder that CRASH_ONLY_PICTURES names, or in one that git ignores: those of the last run.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  const published = join(repository, 'docs/pictures', `${name}.png`)
  const isUpdated = process.env['CRASH_ONLY_UPDATE_SCREENSHOT'] !== undefined && (await isThere(published))
  const folder = process.env['CRASH_ONLY_PICTURES'] ?? join(repository, 'test/end-to-end/pictures')
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: isUpdated ? published : join(folder, `${name}.png`) })
}

/** In the settings of the folder, or of the workspace of several, beside what stands there: the palette would lie over the picture. */
async function chooseTheme(page: Page, theme: string): Promise<void> {
  const { searchParams } = new URL(page.url())
  const [workspace, folder] = [searchParams.get('workspace'), searchParams.get('folder') ?? '']
  const file = workspace ?? join(folder, '.vscode/settings.json')
  await mkdir(dirname(file), { recursive: true })
  const own = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as { readonly settings?: object }
  const chosen = { 'workbench.colorTheme': theme }
  const all = workspace === null ? { ...own, ...chosen } : { ...own, settings: { ...own.settings, ...chosen } }
  await writeDurably(file, JSON.stringify(all))
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
