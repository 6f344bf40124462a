import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

import { plainSpec, type ProcessSpec } from '../../../supervision/src/state/project.ts'
import { badInput } from '../failure.ts'

const scriptNames = ['start', 'dev'] as const

/**
 * The `start` or `dev` script of a package.json, or nothing. The script is run without npm in between: npm's own event
 * loop would turn on while the program hangs. Only where scripts run before or after it, npm runs them all.
 */
export async function readPackageScripts(path: string, folder: string): Promise<ProcessSpec[]> {
  const scripts = parseScripts(await readFile(path, 'utf8'))
  const script = scriptNames.find((name) => scripts[name] !== undefined)
  if (script === undefined) return []
  const hasHooks = scripts[`pre${script}`] !== undefined || scripts[`post${script}`] !== undefined
  return [plainSpec({
    name: processName(folder),
    command: hasHooks ? `npm run ${script}` : (scripts[script] ?? ''),
    cwd: folder,
    env: { npm_lifecycle_event: script, npm_package_json: path },
  })]
}

/** A process name made from any text: a folder's or a script's name. */
export function processName(text: string): string {
  const name = basename(text).replace(/\.[cm]?[jt]sx?$/u, '').replaceAll(/[^A-Za-z0-9_-]+/gu, '-').replace(/^[-_]+/u, '')
  return name.slice(0, 63) || 'program'
}

function parseScripts(text: string): Partial<Record<string, string>> {
  try {
    const parsed = JSON.parse(text) as { scripts?: Record<string, string> } | null
    return parsed?.scripts ?? {}
  } catch (error) {
    throw badInput(`package.json: invalid JSON: ${(error as Error).message} (correct it and start again)`)
  }
}
