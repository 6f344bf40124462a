import { findOnPath, installDebianPackages, isExecutable, type Report } from './debian-packages.ts'

/** A Chromium to drive: the one named by CRASH_ONLY_BROWSER, else one on PATH, else Debian's own. */
export async function findBrowser(report: Report): Promise<string> {
  const named = process.env['CRASH_ONLY_BROWSER']
  if (named !== undefined && named !== '') return checkNamed(named)
  const found = await findOnPath(browserNames)
  if (found !== undefined) return found
  // Chromium draws no text without a font, and a bare Debian has none.
  await installDebianPackages(['chromium', 'fonts-dejavu-core'], report)
  const installed = await findOnPath(browserNames)
  if (installed === undefined) throw new Error(nothingFound)
  return installed
}

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']

const nothingFound =
  'editor: cannot find a Chromium: none is on PATH (install one, for instance `apt-get install chromium`, ' +
  'or name an existing one in CRASH_ONLY_BROWSER)'

async function checkNamed(path: string): Promise<string> {
  if (await isExecutable(path)) return path
  throw new Error(`editor: cannot run the browser ${path}: no such program (CRASH_ONLY_BROWSER names it)`)
}
