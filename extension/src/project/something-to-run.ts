import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files that say what to run, in the order in which the command looks for them. */
export const programFiles = ['crash-only.json', 'Procfile', 'package.json'] as const

/** Whether `crash-only start` would find something in this folder. Whether that is valid is for the command to say. */
export async function hasSomethingToRun(folder: string): Promise<boolean> {
  const texts = await Promise.all(programFiles.map(async (name) => readIfPossible(join(folder, name))))
  const [config, procfile, manifest] = texts
  return config !== undefined || procfile !== undefined || hasStartScript(manifest ?? '')
}

/** Whether the project depends on our ESLint plugin, by what its manifest says. */
export async function dependsOnPlugin(folder: string): Promise<boolean> {
  const { dependencies, devDependencies } = parseManifest((await readIfPossible(join(folder, 'package.json'))) ?? '')
  return [dependencies, devDependencies].some((packages) => has(packages, 'eslint-plugin-crash-only'))
}

function hasStartScript(manifest: string): boolean {
  const { scripts } = parseManifest(manifest)
  return has(scripts, 'start') || has(scripts, 'dev')
}

function has(part: unknown, key: string): boolean {
  return typeof part === 'object' && part !== null && key in part
}

function parseManifest(text: string): { readonly scripts?: unknown; readonly dependencies?: unknown; readonly devDependencies?: unknown } {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {} // being written just now, or broken: there is no script in it
  }
}

async function readIfPossible(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // not there, or not readable: the same to somebody who wants to run it
  }
}
