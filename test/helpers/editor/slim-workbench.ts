import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { writeDurably } from '../../../extension/supervision/src/platform/durable-file.ts'
import type { EditorPlace } from './editor-place.ts'
import { runStep, type StepTools } from './run-step.ts'

/** Installs the modules of VS Code itself, without those that only remote tunnels, sign-in or Copilot need. */
export async function slimWorkbench(place: EditorPlace, tools: StepTools): Promise<void> {
  const workbench = workbenchFolder(place)
  const step = { ...tools, folder: place.folder }
  await dropHeavyModules(join(workbench, 'package.json'))
  await runStep('the workbench', { ...step, cwd: workbench }, npmInstall)
  // Without TypeScript, opening a JavaScript file shows a toast about a deleted tsserver.
  await runStep('its language features', { ...step, cwd: join(workbench, 'extensions') }, npmInstall)
}

export function workbenchFolder(place: EditorPlace): string {
  return join(dirname(place.program), '../../lib/vscode')
}

const npmInstall = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund']

/** They need libkrb5, or hundreds of megabytes, and nothing that we use imports them. */
const heavyModules = new Set([
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sqlite3',
  'kerberos',
  'node-addon-api',
  'ssh2',
  'tar',
  'zod',
])

async function dropHeavyModules(manifestPath: string): Promise<void> {
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { dependencies: Record<string, string> }
  const kept = Object.entries(manifest.dependencies).filter(([name]) => !isHeavy(name))
  // Overrides that name a dropped module make npm refuse the manifest.
  const slim = { ...manifest, dependencies: Object.fromEntries(kept), overrides: undefined }
  await writeDurably(manifestPath, JSON.stringify(slim, undefined, 2))
}

function isHeavy(name: string): boolean {
  return heavyModules.has(name) || name.startsWith('@vscode/windows-')
}
