import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Metafile } from 'esbuild'

/** The licence texts of all packages that went into a bundle: their licences ask for it. */
export async function thirdPartyLicences(metafile: Metafile, root: string): Promise<string> {
  const folders = new Set(Object.keys(metafile.inputs).map(packageFolder).filter((folder) => folder !== undefined))
  const texts = await Promise.all([...folders].sort().map(async (folder) => licenceOf(join(root, folder))))
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

// The last `node_modules` in a path: packages bring packages of their own.
function packageFolder(input: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(input)?.[0]
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, string>
  const names = await readdir(folder)
  const file = names.find((entry) => /^licen[cs]e/iu.test(entry))
  const text = file === undefined ? await licenceInReadme(folder, names) : await readFile(join(folder, file), 'utf8')
  if (text === undefined) throw new Error(`${name ?? folder} has no licence text to ship (replace the package)`)
  return `${name ?? ''} ${version ?? ''} (${license ?? ''})\n\n${text.trim()}\n`
}

/** Some packages have theirs as the last section of their readme. */
async function licenceInReadme(folder: string, names: readonly string[]): Promise<string | undefined> {
  const file = names.find((entry) => /^readme/iu.test(entry))
  const readme = file === undefined ? '' : await readFile(join(folder, file), 'utf8')
  return /^#+ *licen[cs]e\s*$\n([\s\S]*copyright[\s\S]*)/imu.exec(readme)?.[1]
}
