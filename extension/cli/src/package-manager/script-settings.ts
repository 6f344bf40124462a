import { homedir } from 'node:os'
import { join } from 'node:path'

import { readConfigText } from '../config/read-config-text.ts'
import { upwards } from './find-package.ts'
import type { PackageManager } from './parse-call.ts'

// Another shell, other options for Node, flags on every script: whoever sets these wants the package manager's own way.
const otherWay = /^\s*["']?(?:script-shell|scriptShell|shell-emulator|shellEmulator|node-options|nodeOptions|scripts-prepend-node-path)["']?\s*[=:]/mu
const variables = ['script_shell', 'shell_emulator', 'node_options'].map((name) => `npm_config_${name}`)

/** Whether a setting changes how this package manager runs scripts, so that we must leave them to it. */
export async function runsScriptsItsOwnWay(
  manager: PackageManager,
  of: { readonly folder: string; readonly env: Readonly<Partial<Record<string, string>>>; readonly packageManager: unknown },
): Promise<boolean> {
  if (variables.some((name) => of.env[name] ?? of.env[name.toUpperCase()])) return true
  const folders = upwards(of.folder)
  // The second Yarn has a shell and a resolver of its own.
  if (manager === 'yarn' && /^yarn@(?:[2-9]|\d\d)/u.test(String(of.packageManager))) return true
  const inFolders = (name: string): string[] => folders.map((folder) => join(folder, name))
  const isYarn2 = manager === 'yarn' && (await anyHolds(inFolders('.yarnrc.yml'), /(?:)/u))
  const files = [...inFolders('.npmrc'), join(homedir(), '.npmrc'), ...inFolders('pnpm-workspace.yaml')]
  return isYarn2 || anyHolds(files, otherWay)
}

async function anyHolds(paths: readonly string[], pattern: RegExp): Promise<boolean> {
  const texts = await Promise.all(paths.map(async (path) => readConfigText(path).catch(() => undefined)))
  return texts.some((text) => text !== undefined && pattern.test(text))
}
