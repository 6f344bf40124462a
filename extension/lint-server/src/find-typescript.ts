import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const copiesMax = 3

/** Finds the TypeScript that a project has installed, where our parser can work with it. */
export class ProjectTypeScript {
  readonly #byFolder = new Map<string, Promise<string | undefined>>()
  readonly #copies = new Set<string>()

  /** Something was installed or removed. */
  forget(): void {
    this.#byFolder.clear()
  }

  /** Absolute path of the module; undefined: there is none that fits, or there are more than we hold in memory. */
  async find(file: string): Promise<string | undefined> {
    const folder = dirname(file)
    const known = this.#byFolder.get(folder) ?? lookUpwards(folder)
    this.#byFolder.set(folder, known)
    const found = await known
    if (found === undefined) return undefined
    if (!this.#copies.has(found) && this.#copies.size >= copiesMax) return undefined
    this.#copies.add(found)
    return found
  }
}

async function lookUpwards(start: string): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    const version = await versionIn(join(folder, 'node_modules', 'typescript'))
    if (version !== undefined) return isCompatible(version) ? join(folder, 'node_modules', 'typescript', 'lib', 'typescript.js') : undefined
    if (dirname(folder) === folder) return undefined
  }
}

async function versionIn(folder: string): Promise<string | undefined> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version?: unknown }
    return typeof version === 'string' ? version : undefined
  } catch {
    return undefined // none here
  }
}

/** What the parser of typescript-eslint accepts: from 4.8.4 on, below 6.1. Version 7 is another program. */
function isCompatible(version: string): boolean {
  const [, major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)$/u.exec(version) ?? []).map(Number)
  return major === 5 || (major === 4 && (minor > 8 || (minor === 8 && patch >= 4))) || (major === 6 && minor < 1)
}
