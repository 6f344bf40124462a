import { dirname, join } from 'node:path'

import { parseConfigJson, readConfigText } from '../config/read-config-text.ts'

/** What is read of a `package.json`; the rest is handed on to scripts as it stands. */
export interface Package {
  /** The folder that it stands in. */
  readonly folder: string
  readonly manifest: Readonly<Record<string, unknown>>
  readonly scripts: Readonly<Record<string, string>>
}

/** The package that a folder belongs to: the nearest one upwards, as package managers look for it. */
export async function findPackage(folder: string): Promise<Package | undefined> {
  const found = await readPackage(folder)
  return found ?? (dirname(folder) === folder ? undefined : findPackage(dirname(folder)))
}

/** The package of this very folder. */
export async function readPackage(folder: string): Promise<Package | undefined> {
  const text = await readConfigText(join(folder, 'package.json'))
  if (text === undefined) return undefined
  const parsed = parseConfigJson(text, 'package.json')
  const manifest = isObject(parsed) ? parsed : {}
  const scripts = Object.entries(isObject(manifest['scripts']) ? manifest['scripts'] : {})
  const texts = scripts.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { folder, manifest, scripts: Object.fromEntries(texts) }
}

/** The folder and all above it, the nearest first. */
export function upwards(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
