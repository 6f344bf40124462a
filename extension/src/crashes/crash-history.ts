import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

import { type CrashMarks, crashMarksName, noMarks, readCrashMarks, writeCrashMarks } from '../../supervision/src/state/crash-marks.ts'
import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { findProjectPaths } from '../../supervision/src/state/find-project-paths.ts'
import type { ProjectPaths } from '../../supervision/src/state/project-paths.ts'
import type { Disposable } from '../disposable.ts'
import { JournalFollower } from '../project/journal-follower.ts'
import type { ProjectFolder } from '../project/project-view.ts'
import { realFolder } from '../project/real-folder.ts'
import { findStranger } from '../project/strangers.ts'
import type { Crash } from './crash.ts'
import { CrashBook } from './crash-book.ts'
import { crashesOf, filesOf, type FolderCrashes } from './crash-groups.ts'

export interface CrashHistoryOptions {
  readonly folder: ProjectFolder
  readonly daysMax: () => number
  readonly onChange: () => void
  readonly report: (line: string) => void
}

/**
 * What crashed in one folder, from the journal and what is marked in it. It only reads, also in a folder that is not trusted,
 * and makes nothing where nothing ever ran.
 */
export class CrashHistory implements Disposable {
  readonly folder: ProjectFolder
  readonly #options: CrashHistoryOptions
  readonly #paths: ProjectPaths
  #book = new CrashBook()
  #marks = noMarks
  #journal: JournalFollower | undefined
  #marksWatcher: FSWatcher | undefined
  #isFollowing = false
  #isDisposed = false

  static async open(options: CrashHistoryOptions): Promise<CrashHistory> {
    const history = new CrashHistory(options, findProjectPaths(await realFolder(options.folder.path)))
    await history.look()
    return history
  }

  private constructor(options: CrashHistoryOptions, paths: ProjectPaths) {
    this.folder = options.folder
    this.#options = options
    this.#paths = paths
  }

  /** Begins to follow the journal once there is one. */
  async look(): Promise<void> {
    if (this.#isFollowing || this.#isDisposed) return
    this.#isFollowing = true
    // What another user put there would be shown as if it had crashed here.
    this.#isFollowing = (await isThere(this.#paths.events)) && (await findStranger(this.#paths))?.kind !== 'not-ours'
    if (this.#isFollowing) await this.#follow()
  }

  /** What there is to show now. Where files of code were changed is looked up first. */
  async view(): Promise<FolderCrashes> {
    const { folder } = this
    const facts = { folder, book: this.#book, marks: this.#marks, changedMs: await changesOf(filesOf(this.#book)) }
    const crashes = crashesOf({ ...facts, nowMs: Date.now(), daysMax: this.#options.daysMax() })
    return this.#paths.folder === folder.path ? crashes : inFolder(crashes, this.#paths.folder)
  }

  async mark(change: (marks: CrashMarks) => CrashMarks): Promise<void> {
    // Another window may have marked others meanwhile.
    this.#marks = change(await readCrashMarks(this.#paths))
    this.#options.onChange()
    await writeCrashMarks(this.#paths, this.#marks)
  }

  dispose(): void {
    this.#isDisposed = true
    this.#journal?.dispose()
    this.#marksWatcher?.close()
  }

  async #follow(): Promise<void> {
    this.#journal = new JournalFollower({
      directory: this.#paths.events,
      from: 'first-event',
      onStart: () => { this.#begin() },
      onEvents: (events) => { this.#heard(events) },
      report: this.#options.report,
    })
    await this.#readMarks()
    await this.#journal.start()
    this.#options.onChange()
  }

  #begin(): void {
    this.#book = new CrashBook()
    this.#watchMarks()
  }

  #heard(events: readonly JournalEvent[]): void {
    for (const event of events) this.#book.apply(event)
    if (events.some(({ event }) => event === 'exited' || event === 'ready')) this.#options.onChange()
  }

  async #readMarks(): Promise<void> {
    this.#marks = await readCrashMarks(this.#paths)
    this.#options.onChange()
  }

  // Another window on the folder looked at them, or cleared them.
  #watchMarks(): void {
    this.#marksWatcher?.close()
    if (this.#isDisposed) return
    const watcher = watch(this.#paths.state, (_, name) => { if (name === crashMarksName) void this.#readMarks() })
    // Deleted while it is watched: the follower of the journal says so, and begins again.
    watcher.on('error', () => { watcher.close() })
    this.#marksWatcher = watcher
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), () => false)
}

async function changesOf(files: readonly string[]): Promise<Map<string, number>> {
  const times = await Promise.all(files.map(async (file) => stat(file).then(({ mtimeMs }) => mtimeMs, () => undefined)))
  return new Map(files.flatMap((file, index) => (times[index] === undefined ? [] : [[file, times[index]] as const])))
}

/** A program sees the real path of its folder; the editor may have opened it by another. */
function inFolder(crashes: FolderCrashes, realFolder: string): FolderCrashes {
  const there = (crash: Crash): Crash => {
    if (crash.where === null) return crash
    const inside = relative(realFolder, crash.where.file)
    if (inside.startsWith(`..${sep}`)) return crash
    return { ...crash, where: { ...crash.where, file: join(crashes.folder.path, inside) } }
  }
  const groups = crashes.groups.map((group) => ({ ...group, last: there(group.last), recent: group.recent.map(there) }))
  return { ...crashes, groups }
}
