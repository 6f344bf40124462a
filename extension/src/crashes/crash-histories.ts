import { EventEmitter, workspace, type WorkspaceFolder } from 'vscode'

import type { CrashMarks } from '../../supervision/src/state/crash-marks.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Disposable } from '../disposable.ts'
import { untilAgeChangesMs } from '../durations.ts'
import { readHistoryDays } from '../settings.ts'
import type { FolderCrashes } from './crash-groups.ts'
import { CrashHistory } from './crash-history.ts'

const showAtMostEveryMs = 250
/** For what changes by time alone: "2 min ago", a clean run that is now long enough. */
const agedAtMostEveryMs = 10_000

/** What crashed in all folders of the workspace, trusted or not: reading it runs nothing. */
export class CrashHistories implements Disposable {
  crashes: readonly FolderCrashes[] = []
  readonly #report: (line: string) => void
  readonly #opened = new Map<string, CrashHistory>()
  readonly #changed = new EventEmitter<readonly FolderCrashes[]>()
  readonly #show = atMostEvery(showAtMostEveryMs, async () => this.#showNow())
  readonly #age = atMostEvery(agedAtMostEveryMs, async () => this.#look())
  readonly #folders: Disposable
  /** Whoever has ages on the screen. */
  readonly #agesOf = new Set<string>()
  #clock: NodeJS.Timeout | undefined

  /** At most four times a second. */
  readonly onDidChange = this.#changed.event

  constructor(report: (line: string) => void) {
    this.#report = report
    this.#folders = workspace.onDidChangeWorkspaceFolders((change) => {
      for (const folder of change.removed) this.#close(folder)
      void this.open()
    })
  }

  async open(): Promise<void> {
    await Promise.all((workspace.workspaceFolders ?? []).map(async (folder) => this.#add(folder)))
    this.#show.soon()
  }

  /** Something about the projects changed, or time went on: there may be a journal now where there was none. */
  lookSoon(): void {
    this.#age.soon()
  }

  /** A file in which something crashed came, went or was changed: its crashes may be over, or their places others. */
  filesChanged(): void {
    this.#show.soon()
  }

  /** While somebody shows ages they go on, also when nothing runs. While nobody does, no clock does. */
  showsAges(who: 'tree' | 'lines', shows: boolean): void {
    if (shows === this.#agesOf.has(who)) return
    if (shows) this.#agesOf.add(who)
    else this.#agesOf.delete(who)
    this.#keepAgesRight()
  }

  async mark(folderPath: string, change: (marks: CrashMarks) => CrashMarks): Promise<void> {
    try {
      await this.#opened.get(folderPath)?.mark(change)
    } catch (error) {
      // A full disk: then it is marked in this window, and until it is closed.
      this.#report(`cannot mark crashes of ${folderPath}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  dispose(): void {
    clearTimeout(this.#clock)
    for (const part of [this.#show, this.#age, this.#folders, this.#changed, ...this.#opened.values()]) part.dispose()
  }

  async #add({ uri, name }: WorkspaceFolder): Promise<void> {
    const path = uri.fsPath
    if (uri.scheme !== 'file' || this.#opened.has(path)) return
    try {
      const history = await CrashHistory.open({
        folder: { name, path }, daysMax: () => readHistoryDays(), onChange: () => { this.#show.soon() }, report: this.#report,
      })
      const isWanted = workspace.workspaceFolders?.some((folder) => folder.uri.fsPath === path) === true
      if (!isWanted || this.#opened.has(path)) history.dispose() // taken out, or opened twice, meanwhile
      else this.#opened.set(path, history)
    } catch (error) {
      this.#report(`cannot read what crashed in ${path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #close({ uri }: WorkspaceFolder): void {
    this.#opened.get(uri.fsPath)?.dispose()
    this.#opened.delete(uri.fsPath)
  }

  async #look(): Promise<void> {
    await Promise.all([...this.#opened.values()].map(async (history) => history.look()))
    this.#show.soon()
  }

  async #showNow(): Promise<void> {
    this.crashes = await Promise.all([...this.#opened.values()].map(async (history) => history.view()))
    this.#changed.fire(this.crashes)
    this.#keepAgesRight()
  }

  #keepAgesRight(): void {
    clearTimeout(this.#clock)
    const now = Date.now()
    const times = this.#agesOf.size === 0 ? [] : this.crashes.flatMap(({ groups }) => groups.map(({ last }) => last.atMs))
    if (times.length === 0) return
    const waitMs = Math.min(...times.map((atMs) => untilAgeChangesMs(now - atMs)))
    this.#clock = setTimeout(() => { this.#show.soon() }, Math.max(agedAtMostEveryMs, waitMs))
  }
}
