import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'

import which from 'which'

import { upwards, readPackage } from './find-package.ts'
import type { PackageManager } from './parse-call.ts'

/** Where a package manager's program is, and its version; undefined where it is not installed. */
export async function findManager(
  manager: PackageManager,
  at: { readonly path: string; readonly packageManager: unknown },
): Promise<{ path: string; version: string } | undefined> {
  const found = await which(manager, { path: at.path, nothrow: true })
  if (found === null) return undefined
  const path = await realpath(found)
  return { path, version: (await installedVersion(manager, path)) ?? pinnedVersion(manager, at.packageManager) ?? '?' }
}

async function installedVersion(manager: PackageManager, path: string): Promise<string | undefined> {
  // `<package>/bin/npm-cli.js`: its package is near.
  for (const folder of upwards(dirname(path)).slice(0, 3)) {
    const found = await readPackage(folder).catch(() => undefined)
    if (found?.manifest['name'] === manager) return String(found.manifest['version'])
  }
  return undefined
}

// Corepack's program stands for the version that "packageManager" names.
function pinnedVersion(manager: PackageManager, packageManager: unknown): string | undefined {
  const [, name, version] = /^(\w+)@([\d.]+)/u.exec(String(packageManager)) ?? []
  return name === manager ? version : undefined
}

// A program that is called node and does not say its version is treated as one that cannot.
const versionMsMax = 10_000

/** The Node that a `#!/usr/bin/env node` would get: its real path, and its version with the `v`. */
export async function findNode(path: string): Promise<{ path: string; version: string }> {
  const found = await which('node', { path, nothrow: true })
  if (found === null || basename(found) !== 'node') return { path: process.execPath, version: process.version }
  const real = await realpath(found)
  if (real === process.execPath) return { path: real, version: process.version }
  const { stdout } = await promisify(execFile)(real, ['--version'], { timeout: versionMsMax }).catch(() => ({ stdout: process.version }))
  return { path: real, version: stdout.trim() }
}
