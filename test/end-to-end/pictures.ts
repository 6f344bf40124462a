import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

/** A picture for people to look at. It is in the repository only where somebody wants it anew, and else in a temporary folder. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const wanted = process.env['CRASH_ONLY_PICTURES'] ?? (await mkdtemp(join(tmpdir(), 'crash-only-pictures-')))
  await page.screenshot({ path: join(wanted, `${name}.png`) })
}
