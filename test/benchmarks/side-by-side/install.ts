import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { findOnPath, installDebianPackages } from '../../helpers/editor/debian-packages.ts'
import type { Availability, Report } from './adapter.ts'
import { versionFrom } from './commands.ts'

const installDeadlineMs = 5 * 60_000

export interface NpmTool {
  readonly name: string
  readonly version: string
  readonly overrides?: Readonly<Record<string, string>>
}

/** A package of npm in a cache folder outside the tree, installed when it is not there yet. Gives the package's folder. */
export async function findNpmTool({ name, version, overrides = {} }: NpmTool, report: Report): Promise<string> {
  const target = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'crash-only-bench', `${name}-${version}`)
  const found = join(target, 'node_modules', name)
  if (await access(join(found, 'package.json')).then(() => true, () => false)) return found
  report(`installing ${name} ${version}`)
  await mkdir(dirname(target), { recursive: true })
  const temporary = await mkdtemp(`${target}.new-`)
  const description = { private: true, dependencies: { [name]: version }, overrides }
  await writeFile(join(temporary, 'package.json'), JSON.stringify(description), { flag: 'wx' })
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock']
  await promisify(execFile)('npm', args, { cwd: temporary, timeout: installDeadlineMs })
  // Two at once install the same; whoever comes second throws its copy away.
  await rename(temporary, target).catch(async () => rm(temporary, { recursive: true, force: true }))
  return found
}

/** Whether a package of npm is here, for `prepare`. */
export async function prepareNpmTool(tool: NpmTool, report: Report): Promise<Availability> {
  try {
    await findNpmTool(tool, report)
    return { kind: 'here', version: tool.version }
  } catch (error) {
    const line = /npm error (?!code)(.*)/u.exec(error instanceof Error ? error.message : '')?.[1]
    return { kind: 'absent', why: `npm cannot install ${tool.name} ${tool.version}${line === undefined ? '' : `: ${line}`}` }
  }
}

/** Whether a program of Debian is here, installed where that is possible. */
export async function prepareDebianTool(
  tool: { readonly packageName: string; readonly program: string }, report: Report,
): Promise<Availability> {
  if ((await findOnPath([tool.program])) === undefined) {
    const isInstalled = await installDebianPackages([tool.packageName], report)
    const isRoot = process.getuid?.() === 0
    const reason = isRoot ? 'apt-get cannot install it' : 'only root can install it'
    if (!isInstalled) return { kind: 'absent', why: `${tool.program} is not installed (Debian: ${tool.packageName}), and ${reason}` }
  }
  return { kind: 'here', version: await versionFrom(['dpkg-query', '-W', '-f', '${Version}', tool.packageName]) }
}
