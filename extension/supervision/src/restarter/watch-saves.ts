import { type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const directoriesMax = 500
const debounceMs = 100
const retriesByOneFileMax = 3
const notSources = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'target', 'tmp', 'log', 'logs'])
const sourceFile = /\.(?:[cm]?[jt]sx?|json|env|ya?ml|toml|py|rb|go|rs|php|java|kt|sh)$|^\.env/u

/**
 * Calls back when somebody saves a source file of the project, for as long as something waits for its next try: whoever
 * just mended it must not wait for the backoff. Nothing is watched while all is well.
 */
export class SaveWatcher {
  readonly #folder: string
  readonly #onSave: () => void
  #watchers: FSWatcher[] | null = null
  /** A file that is saved again and again is written by a program, not by a person. */
  readonly #retries = new Map<string, number>()
  #debounce: NodeJS.Timeout | undefined

  constructor(folder: string, onSave: () => void) {
    this.#folder = folder
    this.#onSave = onSave
  }

  async begin(): Promise<void> {
    if (this.#watchers !== null) return
    const watchers: FSWatcher[] = []
    this.#watchers = watchers
    for (const directory of await sourceDirectories(this.#folder)) {
      if (this.#watchers !== watchers) return // ended meanwhile
      const watcher = watch(directory, (_kind, name) => { if (name !== null) this.#changed(join(directory, name), name) })
      watchers.push(watcher.on('error', () => { watcher.close() }))
    }
  }

  end(): void {
    for (const watcher of this.#watchers ?? []) watcher.close()
    this.#watchers = null
    this.#retries.clear()
    clearTimeout(this.#debounce)
  }

  #changed(path: string, name: string): void {
    if (!sourceFile.test(name)) return
    clearTimeout(this.#debounce)
    this.#debounce = setTimeout(() => {
      const retries = (this.#retries.get(path) ?? 0) + 1
      this.#retries.set(path, retries)
      if (retries <= retriesByOneFileMax) this.#onSave()
    }, debounceMs)
  }
}

/** Breadth first, so that with very many of them the deepest are left out. */
async function sourceDirectories(folder: string): Promise<string[]> {
  const found = [folder]
  for (let index = 0; index < found.length && found.length < directoriesMax; index += 1) {
    const directory = found[index] ?? folder
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
    const inside = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notSources.has(entry.name))
    found.push(...inside.map(({ name }) => join(directory, name)).slice(0, directoriesMax - found.length))
  }
  return found
}
