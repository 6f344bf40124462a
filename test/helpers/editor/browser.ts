import { type Browser, chromium } from 'playwright-core'

import type { Report } from './debian-packages.ts'
import { findBrowser } from './find-browser.ts'

/** One Chromium for all windows of a test file; every window gets a context of its own. */
export async function launchBrowser(report: Report): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(report), args: browserArgs })
}

// It only ever sees our own editor on 127.0.0.1, and its sandbox does not work for root or inside most containers.
const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
