import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { pluginPackage } from './texts.ts'

type Manager = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** What has to be installed before ESLint can load the plugin, and how the project itself would do it. */
export interface Installation {
  readonly folder: string
  readonly manager: Manager
  readonly args: readonly string[]
}

interface Manifest {
  readonly packageManager?: unknown
  readonly workspaces?: unknown
}

const lockFiles: readonly (readonly [Manager, string])[] = [
  ['pnpm', 'pnpm-lock.yaml'], ['yarn', 'yarn.lock'], ['bun', 'bun.lock'], ['bun', 'bun.lockb'], ['npm', 'package-lock.json'],
]

/** Undefined: all is there. */
export async function findInstallation(configFolder: string): Promise<Installation | undefined> {
  const missing = [pluginPackage, 'eslint'].filter((name) => !isInstalled(name, configFolder))
  if (missing.length === 0) return undefined
  const folder = await nearest(configFolder, async (at) => (await readManifest(at)) !== undefined) ?? configFolder
  const manager = await managerOf(folder)
  return { folder, manager, args: [...(await addCommand(manager, folder)), ...missing] }
}

function isInstalled(name: string, folder: string): boolean {
  try {
    createRequire(join(folder, 'x.js')).resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

async function managerOf(folder: string): Promise<Manager> {
  for (let at = folder; ; at = dirname(at)) {
    const [, named] = /^(npm|pnpm|yarn|bun)@/u.exec(String((await readManifest(at))?.packageManager)) ?? []
    if (named !== undefined) return named as Manager
    for (const [manager, file] of lockFiles) if ((await read(join(at, file))) !== undefined) return manager
    if (dirname(at) === at) return 'npm'
  }
}

async function addCommand(manager: Manager, folder: string): Promise<readonly string[]> {
  if (manager === 'npm') return ['install', '--save-dev']
  // These refuse to add to the root of a workspace unless they are told that it is meant.
  const isRoot = manager === 'pnpm'
    ? (await read(join(folder, 'pnpm-workspace.yaml'))) !== undefined
    : (await readManifest(folder))?.workspaces !== undefined && (await isFirstYarn(folder))
  if (manager === 'pnpm') return ['add', '--save-dev', ...(isRoot ? ['--workspace-root'] : [])]
  return ['add', '--dev', ...(manager === 'yarn' && isRoot ? ['--ignore-workspace-root-check'] : [])]
}

/** Later ones do not know that option. */
async function isFirstYarn(folder: string): Promise<boolean> {
  return (await read(join(folder, 'yarn.lock')))?.includes('# yarn lockfile v1') === true
}

async function nearest(start: string, fits: (folder: string) => Promise<boolean>): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await fits(folder)) return folder
    if (dirname(folder) === folder) return undefined
  }
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await read(join(folder, 'package.json'))
  if (text === undefined) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {} // the package manager will say what is wrong with it
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // not there, or not readable
  }
}
