import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

export const watchedFoldersMax = 500

/** Calls back whenever one of some files is changed, replaced, made or deleted. Folders are watched: an editor replaces its files. */
export class FilesWatcher {
  #watchers: FSWatcher[] = []

  /** Whatever was watched before is not watched any more. */
  watch(paths: readonly string[], onChange: () => void): void {
    this.end()
    for (const [folder, names] of byFolder(paths)) {
      try {
        const watcher = watch(folder, (_kind, name) => { if (name === null || names.has(name)) onChange() })
        this.#watchers.push(watcher.on('error', () => { watcher.close() }))
      } catch {
        // There is no such folder: nothing in it can change.
      }
    }
  }

  end(): void {
    for (const watcher of this.#watchers) watcher.close()
    this.#watchers = []
  }
}

/** Whether one of them was changed at that wall time or later. A file system's own clock may be a tick behind ours. */
export async function isAnyNewer(paths: readonly string[], thanMs: number): Promise<boolean> {
  const times = await Promise.all(paths.map(async (path) => stat(path).then(({ mtimeMs, ctimeMs }) => Math.max(mtimeMs, ctimeMs), () => 0)))
  return times.some((ms) => ms >= thanMs)
}

export function byFolder(paths: readonly string[]): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>()
  for (const path of paths) folders.set(dirname(path), (folders.get(dirname(path)) ?? new Set()).add(basename(path)))
  return folders
}
