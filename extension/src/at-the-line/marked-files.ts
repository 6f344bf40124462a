import { dirname } from 'node:path'
import { RelativePattern, Uri, workspace } from 'vscode'

import type { Disposable } from '../disposable.ts'

/** Tells when a file at which something crashed comes, goes or is changed, whoever does it: the file may be open nowhere. */
export class MarkedFiles implements Disposable {
  readonly #onChange: () => void
  /** By folder, for a name may hold what a pattern would understand otherwise. */
  readonly #watchers = new Map<string, Disposable>()
  #files: ReadonlySet<string> = new Set()

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  watch(files: ReadonlySet<string>): void {
    this.#files = files
    const folders = new Set([...files].map((file) => dirname(file)))
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue
      watcher.dispose()
      this.#watchers.delete(folder)
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watchers.set(folder, this.#watch(folder))
  }

  dispose(): void {
    this.watch(new Set())
  }

  #watch(folder: string): Disposable {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), '*'))
    const look = ({ fsPath }: Uri): void => { if (this.#files.has(fsPath)) this.#onChange() }
    const parts = [watcher, watcher.onDidCreate(look), watcher.onDidChange(look), watcher.onDidDelete(look)]
    return { dispose: () => { for (const part of parts) part.dispose() } }
  }
}
