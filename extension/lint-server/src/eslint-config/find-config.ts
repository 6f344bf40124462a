import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The names that ESLint looks for, in its order. */
const configNames = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `eslint.config.${extension}`)

/** An ESLint configuration, and when it was last changed. */
export interface FoundConfig {
  readonly path: string
  readonly changedMs: number
}

/** The configuration that ESLint uses for a file: the nearest, upwards from the file's folder. */
export async function findConfig(file: string): Promise<FoundConfig | undefined> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = await Promise.all(configNames.map(async (name) => changedAt(join(folder, name))))
    const first = found.find((one) => one !== undefined)
    if (first !== undefined || dirname(folder) === folder) return first
  }
}

async function changedAt(path: string): Promise<FoundConfig | undefined> {
  try {
    const found = await stat(path)
    return found.isFile() ? { path, changedMs: found.mtimeMs } : undefined
  } catch {
    return undefined // not there, or not to be seen: ESLint would not find it either
  }
}
